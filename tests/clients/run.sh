#!/usr/bin/env bash
# Runs fal's own clients, unmodified, against the mock server: JavaScript, and Python sync and async.
#
#     tests/clients/run.sh                all of it
#     tests/clients/run.sh js             one of them: js or python
#
# Needs cargo, node with npm, python3 with venv, and network access the first time: the clients are installed from npm and
# PyPI at the versions of package-lock.json and requirements.txt into target/clients. The server runs on a free port during
# the checks. The last line is the number of passed and failed checks; the exit status is 1 if one failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=tests/clients
target="${CARGO_TARGET_DIR:-$PWD/target}"
scratch="$target/clients"
which="${1:-all}"
mkdir -p "$scratch"

# Runs a command unless it has run since its input, a file, changed.
once() {
    local stamp="$scratch/$(basename "$1").stamp"
    if ! cmp --silent "$1" "$stamp"; then
        "${@:2}" && cp "$1" "$stamp"
    fi
}

install_js() {
    mkdir -p "$scratch/js"
    cp "$here/package.json" "$here/package-lock.json" "$scratch/js/"
    (cd "$scratch/js" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
}

install_python() {
    python3 -m venv --clear "$scratch/python"
    "$scratch/python/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
}

run_js() {
    once "$here/package-lock.json" install_js
    # Node resolves packages relative to the module.
    cp "$here/client.mjs" "$scratch/js/"
    "${alone[@]}" node "$scratch/js/client.mjs"
}

run_python() {
    once "$here/requirements.txt" install_python
    "${alone[@]}" "$scratch/python/bin/python" "$here/client.py"
}

# Starts the program directly instead of through cargo, so that killing it stops the server.
cargo build --quiet -p xtask
cargo build --quiet -p fal-mock --features program
FAL_MOCK_PROGRAM="$target/debug/fal-mock" "$target/debug/xtask" mock --port 0 --latency 400ms --queue-length 2 --queue-pace 150ms >"$scratch/server.txt" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
for _ in $(seq 300); do
    url="$(sed -n 's/^.* endpoints at \(http:[^ ]*\)$/\1/p' "$scratch/server.txt")"
    if [[ -n $url ]] || ! kill -0 "$server" 2>/dev/null; then break; fi
    sleep 0.1
done
if [[ -z $url ]]; then
    echo "the server has not told its address" >&2
    exit 1
fi

# A real API key or proxy of the environment must not be used.
alone=(env -u FAL_KEY -u FAL_KEY_ID -u FAL_KEY_SECRET "NO_PROXY=*" "no_proxy=*" "FAL_MOCK_URL=$url")

: >"$scratch/checks.txt"
for client in js python; do
    if [[ $which == all || $which == "$client" ]]; then
        # A client that exits early has printed the reason and counts as one failure.
        "run_$client" | tee -a "$scratch/checks.txt" || echo "FAILED $client: ended early" | tee -a "$scratch/checks.txt"
    fi
done
passed="$(grep -c '^passed ' "$scratch/checks.txt" || true)"
failed="$(grep -c '^FAILED ' "$scratch/checks.txt" || true)"
echo "$passed passed, $failed failed"
[[ $failed == 0 && $passed != 0 ]]
