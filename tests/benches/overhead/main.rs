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

/// How the end of the job is learned.
#[derive(Clone, Copy, Debug)]
enum ServerPlacement {
    StatusRequests,
    Stream,
}

/// Where the server is.
#[derive(Clone, Copy, Debug)]
enum InstantServer {
    OnTheSameThread,
    OnItsOwnThread,
}

impl InstantServer {
    /// Starts a server; its address as a URL.
    fn start(self, clients: &Runtime) -> String {
        match self {
            Self::OnTheSameThread => clients.block_on(instant::start()),
            Self::OnItsOwnThread => {
                let (report, reported) = std::sync::mpsc::channel();
                // It goes on until the program ends.
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

/// Both clients of one server, and the runtime that they are on.
struct Stand {
    runtime: Runtime,
    sdk: Client,
    bare: Bare,
    way: ServerPlacement,
}

impl Stand {
    fn of(way: ServerPlacement, server: InstantServer) -> Self {
        let runtime = runtime();
        let url = server.start(&runtime);
        let builder = Client::builder().environment(|_| None).key(KEY).base_url(&url);
        let sdk = match way {
            ServerPlacement::StatusRequests => builder.poll_only(),
            ServerPlacement::Stream => builder,
        };
        Self { runtime, sdk: sdk.build().unwrap(), bare: Bare::of(url, KEY), way }
    }

    fn by_sdk(&self) {
        let request = kontext::Request::new("Put a donut next to the flour.", "https://example.com/flour.png");
        let response = self.runtime.block_on(kontext(&self.sdk, request).into_future()).unwrap();
        assert_eq!(response.images.len(), 1);
    }

    fn by_hand(&self) {
        let value = self.runtime.block_on(self.bare.call(self.way)).unwrap();
        assert_eq!(value["images"].as_array().unwrap().len(), 1);
    }

    /// One round: the median of each way.
    fn round(&self) -> Round {
        let (mut sdk, mut bare) = (Vec::new(), Vec::new());
        for call in 0..CALLS {
            // Neither is always the second, who finds everything warm.
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
    /// In percent.
    fn overhead(&self) -> f64 {
        (self.sdk.as_secs_f64() / self.bare.as_secs_f64() - 1.0) * 100.0
    }
}

fn compare(way: ServerPlacement, server: InstantServer) {
    let mut rounds: Vec<Round> = (0..ROUNDS).map(|_| Stand::of(way, server).round()).collect();
    rounds.sort_unstable_by(|a, b| a.overhead().total_cmp(&b.overhead()));
    let Round { sdk, bare } = rounds[ROUNDS / 2];
    let overheads: Vec<String> = rounds.iter().map(|round| format!("{:+.0}", round.overhead())).collect();
    println!("{way:?}, server {server:?}: bare {bare:.1?}, fal-sdk {sdk:.1?}, {:+.1} %", rounds[ROUNDS / 2].overhead());
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

#[divan::bench(args = [ServerPlacement::StatusRequests, ServerPlacement::Stream])]
fn fal_sdk(bencher: Bencher<'_, '_>, way: ServerPlacement) {
    let stand = Stand::of(way, InstantServer::OnTheSameThread);
    bencher.bench_local(|| stand.by_sdk());
}

#[divan::bench(args = [ServerPlacement::StatusRequests, ServerPlacement::Stream])]
fn reqwest_and_serde_json(bencher: Bencher<'_, '_>, way: ServerPlacement) {
    let stand = Stand::of(way, InstantServer::OnTheSameThread);
    bencher.bench_local(|| stand.by_hand());
}

fn main() {
    // `cargo test` only asks whether it works.
    if std::env::args().any(|argument| argument == "--bench") {
        for server in [InstantServer::OnTheSameThread, InstantServer::OnItsOwnThread] {
            compare(ServerPlacement::StatusRequests, server);
            compare(ServerPlacement::Stream, server);
        }
    }
    divan::main();
}
