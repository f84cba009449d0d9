//! Overhead of a call: this client compared with reqwest and `serde_json` alone, with the same requests over kept-alive
//! connections to a server on this machine.
//!
//! ```console
//! cargo bench -p fal-tests --bench overhead
//! ```
//!
//! Both clients alternate call by call, because the speed of the machine varies more from one second to the next than they
//! differ. Printed are the medians of each round and the median of the rounds. With the server on the thread of the clients, all
//! work is measured; with the server on its own thread, the latency of a user. Then divan times each client separately.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark fails by panicking")]

mod bare;
mod instant;

use std::time::{Duration, Instant};

use divan::Bencher;
use fal_sdk::{Client, fal_ai::flux_pro::kontext};
use tokio::runtime::Runtime;

use self::bare::Bare;

const KEY: &str = "0f8fad5b-d9cb:3ac2b9a1e5d94c58";
/// Each round has its own clients and connections.
const ROUNDS: usize = 15;
const CALLS: usize = 600;

/// How the client learns that the job has completed.
#[derive(Clone, Copy, Debug)]
enum StatusSource {
    StatusRequests,
    Stream,
}

/// The thread that the server runs on.
#[derive(Clone, Copy, Debug)]
enum ServerPlacement {
    OnTheSameThread,
    OnItsOwnThread,
}

impl ServerPlacement {
    /// Starts a server and returns its URL.
    fn start(self, clients: &Runtime) -> String {
        match self {
            Self::OnTheSameThread => clients.block_on(instant::start()),
            Self::OnItsOwnThread => {
                let (report, reported) = std::sync::mpsc::channel();
                // Runs until the program ends.
                std::thread::spawn(move || {
                    runtime().block_on(async {
                        report.send(instant::start().await).unwrap();
                        std::future::pending::<()>().await;
                    });
                });
                reported.recv().unwrap()
            }
        }
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Both clients of one server, and their runtime.
struct Benchmark {
    runtime: Runtime,
    sdk: Client,
    bare: Bare,
    source: StatusSource,
}

impl Benchmark {
    fn new(source: StatusSource, server: ServerPlacement) -> Self {
        let runtime = runtime();
        let url = server.start(&runtime);
        let builder = Client::builder().environment(|_| None).key(KEY).base_url(&url);
        let sdk = match source {
            StatusSource::StatusRequests => builder.poll_only(),
            StatusSource::Stream => builder,
        };
        Self { runtime, sdk: sdk.build().unwrap(), bare: Bare::new(url, KEY), source }
    }

    fn by_sdk(&self) {
        let request = kontext::Request::new("Put a donut next to the flour.", "https://example.com/flour.png");
        let response = self.runtime.block_on(kontext(&self.sdk, request).into_future()).unwrap();
        assert_eq!(response.images.len(), 1);
    }

    fn by_hand(&self) {
        let value = self.runtime.block_on(self.bare.call(self.source)).unwrap();
        assert_eq!(value["images"].as_array().unwrap().len(), 1);
    }

    /// Runs one round and returns the median of each client.
    fn round(&self) -> Round {
        let (mut sdk, mut bare) = (Vec::new(), Vec::new());
        for call in 0..CALLS {
            // The order alternates, since the second call finds warm caches.
            if call % 2 == 0 {
                bare.push(timed(|| self.by_hand()));
                sdk.push(timed(|| self.by_sdk()));
            } else {
                sdk.push(timed(|| self.by_sdk()));
                bare.push(timed(|| self.by_hand()));
            }
        }
        Round { sdk: median(sdk), bare: median(bare) }
    }
}

struct Round {
    sdk: Duration,
    bare: Duration,
}

impl Round {
    /// Returns the overhead in percent.
    fn overhead(&self) -> f64 {
        (self.sdk.as_secs_f64() / self.bare.as_secs_f64() - 1.0) * 100.0
    }
}

fn compare(source: StatusSource, server: ServerPlacement) {
    let mut rounds: Vec<Round> = (0..ROUNDS).map(|_| Benchmark::new(source, server).round()).collect();
    rounds.sort_unstable_by(|a, b| a.overhead().total_cmp(&b.overhead()));
    let Round { sdk, bare } = rounds[ROUNDS / 2];
    let overheads: Vec<String> = rounds.iter().map(|round| format!("{:+.0}", round.overhead())).collect();
    println!(
        "{source:?}, server {server:?}: bare {bare:.1?}, fal-sdk {sdk:.1?}, {:+.1} %",
        rounds[ROUNDS / 2].overhead()
    );
    println!("  all rounds, in percent: {}", overheads.join(" "));
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[divan::bench(args = [StatusSource::StatusRequests, StatusSource::Stream])]
fn fal_sdk(bencher: Bencher<'_, '_>, source: StatusSource) {
    let comparison = Benchmark::new(source, ServerPlacement::OnTheSameThread);
    bencher.bench_local(|| comparison.by_sdk());
}

#[divan::bench(args = [StatusSource::StatusRequests, StatusSource::Stream])]
fn reqwest_and_serde_json(bencher: Bencher<'_, '_>, source: StatusSource) {
    let comparison = Benchmark::new(source, ServerPlacement::OnTheSameThread);
    bencher.bench_local(|| comparison.by_hand());
}

fn main() {
    // `cargo test` runs each benchmark once, without this comparison.
    if std::env::args().any(|argument| argument == "--bench") {
        for server in [ServerPlacement::OnTheSameThread, ServerPlacement::OnItsOwnThread] {
            compare(StatusSource::StatusRequests, server);
            compare(StatusSource::Stream, server);
        }
    }
    divan::main();
}
