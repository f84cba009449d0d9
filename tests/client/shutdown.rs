//! After a deadline or a dropped future the program can exit: no pause is waited for, no task or thread is left.

use std::time::Duration;

use fal_sdk::CancelOn;
use fal_tests::server::{Server, json};
use serde_json::json;
use tokio::{
    runtime::Handle,
    time::{Instant, sleep, timeout},
};

use super::{
    fixtures::{CANCEL, RESULT, SUBMIT, builder, in_progress, job, kontext, submit_response},
    memory_transport::{MemoryTransport, response},
};

#[test]
fn the_program_can_end_after_a_deadline() {
    let cancelled = json(202, &json!({"status": "CANCELLATION_REQUESTED"}));
    let server = Server::by_route([
        ("POST /*", vec![submit_response()]),
        ("GET /*", vec![in_progress().forever()]),
        ("PUT /*", vec![cancelled]),
    ]);
    let url = server.url();
    let program = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let client = builder(&url).build().unwrap();
        // The deadline begins after the submit, so that it cannot pass before there is a job to cancel.
        let error = runtime.block_on(async {
            let job = kontext(&client).submit().await.unwrap();
            job.deadline(Duration::from_millis(50)).cancel_on(CancelOn::Deadline).wait().await.unwrap_err()
        });
        // Dropping the runtime waits for every blocking task; the client outlives its runtime.
        drop(runtime);
        drop(client);
        error.is_timeout()
    });
    assert!(program.join().unwrap());
    let lines = server.lines();
    assert_eq!((lines[0].as_str(), lines[lines.len() - 1].as_str()), (SUBMIT, CANCEL));
}

#[tokio::test(start_paused = true)]
async fn a_retry_pause_ends_when_the_future_is_dropped() {
    let busy = || response(503, &json!({})).header("retry-after", "30");
    let memory = MemoryTransport::new([busy(), busy(), busy()]);
    let client = memory.client();
    let tasks = Handle::current().metrics().num_alive_tasks();
    let begun = Instant::now();
    timeout(Duration::from_secs(10), job(&client).result()).await.unwrap_err();
    assert_eq!(begun.elapsed(), Duration::from_secs(10), "twenty seconds before the pause is over");
    sleep(Duration::from_secs(3600)).await;
    assert_eq!(memory.lines(), [RESULT]);
    assert_eq!(Handle::current().metrics().num_alive_tasks(), tasks);
}
