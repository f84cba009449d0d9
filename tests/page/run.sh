#!/bin/sh
# Tests the user interface of `cargo xtask mock` in a browser: installs dependencies in target/, starts the server on a free
# port and runs the tests. Needs node, npm and Chromium (CHROMIUM: its path; SHOTS: folder for screenshots).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
room=$target/page-test
mkdir -p "$room"

# Node resolves packages relative to the test, so the test is copied next to its packages.
cp "$here"/*.js "$here/package.json" "$here/package-lock.json" "$room/"
if ! cmp -s "$here/package-lock.json" "$room/node_modules/.installed"; then
  (cd "$room" && npm ci --ignore-scripts --no-audit --no-fund)
  cp "$here/package-lock.json" "$room/node_modules/.installed"
fi

(cd "$root" && cargo build --quiet -p xtask && cargo build --quiet -p fal-mock --features program)
FAL_MOCK_PROGRAM="$target/debug/fal-mock" "$target/debug/xtask" mock --port 0 --latency 600ms --queue-length 2 --queue-pace 200ms > "$room/mock.log" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT INT TERM

url=
tries=0
while [ -z "$url" ] && [ "$tries" -lt 100 ]; do
  sleep 0.1
  tries=$((tries + 1))
  url=$(sed -n 's/^.* endpoints at \(http.*\)$/\1/p' "$room/mock.log")
done
[ -n "$url" ] || { echo "the server did not start" >&2; exit 1; }

cd "$room"
MOCK_URL=$url node --test --test-reporter=spec page.test.js access.test.js
