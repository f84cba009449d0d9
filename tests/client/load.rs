//! One thousand concurrent jobs on one client: none lost or duplicated, sockets and memory bounded.
//!
//! All tests of a process share its memory, so this test starts a process of its own. With
//! `--release` and `--nocapture` it prints the figures of `generated/README.md`.

use std::{
    collections::BTreeSet,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use fal_sdk::{ClientBuilder, Outcome};
use fal_tests::{
    queue_server::QueueServer,
    server::{Server, Sockets},
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::fixtures::{KONTEXT, builder, streaming_builder};

const JOBS: usize = 1000;
const CONNECTIONS: usize = 64;
/// Limit for the whole process: a client, a server, and the records of every request.
const MEBIBYTES: u64 = 128;

const ALONE: &str = "FAL_TESTS_ALONE";

#[test]
fn a_thousand_jobs_at_once_stay_apart_and_within_bounds() {
    if std::env::var_os(ALONE).is_some() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(thousand_jobs("status streams where there is a place", streaming_builder));
        return runtime.block_on(thousand_jobs("questions only", builder));
    }
    let name = "load::a_thousand_jobs_at_once_stay_apart_and_within_bounds";
    let mut alone = Command::new(std::env::current_exe().unwrap());
    let ran = alone.args(["--exact", name, "--nocapture"]).env(ALONE, "1").output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
    println!("{said}");
    assert!(ran.status.success() && said.contains("1 passed"), "{said}");
}

async fn thousand_jobs(way: &str, builder: fn(&str) -> ClientBuilder) {
    let queue = QueueServer::new(2, JOBS);
    let server = Arc::new(Server::start([queue.response()]));
    let client = builder(&server.url()).max_connections(CONNECTIONS).build().unwrap();
    tokio::spawn(all_at_once(queue.clone(), Arc::clone(&server)));
    let begun = Instant::now();
    let mut jobs = JoinSet::new();
    for number in 0..JOBS {
        let payload = json!({"prompt": format!("donut {number}")});
        let call = client.endpoint(KONTEXT).unwrap().call(&payload);
        jobs.spawn(async move { (payload, call.outcome().await.unwrap()) });
    }
    let outcomes = jobs.join_all().await;
    let took = begun.elapsed();

    each_has_its_own(&outcomes);
    let submissions = queue.submissions("/prompt");
    assert_eq!((submissions.len(), submissions.values().sum::<usize>()), (JOBS, JOBS), "no job is lost or doubled");
    assert_eq!(queue.fetches(), vec![1; JOBS]);
    assert!(server.sockets().most <= CONNECTIONS, "{:?}", server.sockets());
    within_memory();
    report(way, took, server.requests().len(), server.sockets());
}

/// Releases the status streams once all jobs are submitted.
async fn all_at_once(queue: QueueServer, server: Arc<Server>) {
    queue.crowded().await;
    server.release();
}

fn each_has_its_own(outcomes: &[(Value, Outcome<Value>)]) {
    assert_eq!(outcomes.len(), JOBS);
    for (payload, outcome) in outcomes {
        assert_eq!(outcome.value["echo"], *payload);
    }
    let ids: BTreeSet<_> = outcomes.iter().map(|(_, outcome)| outcome.meta.request_id.as_deref()).collect();
    assert_eq!(ids.len(), JOBS);
}

fn within_memory() {
    if let Some(peak) = peak() {
        assert!(peak < MEBIBYTES << 10, "{peak} KiB");
    }
}

/// Peak memory of the process in KiB, if the system reports it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

fn report(way: &str, took: Duration, requests: usize, sockets: Sockets) {
    let seconds = took.as_secs_f64();
    let peak = peak().map_or("unknown".to_owned(), |peak| format!("{} MiB", peak >> 10));
    println!("{way}: {JOBS} jobs in {seconds:.2} s, {requests} requests, {} sockets, {peak} at most", sockets.most);
}
