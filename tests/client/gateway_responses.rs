//! Responses of gateways and proxies: they say nothing about the job, and their bodies are read for a bounded time.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    fixtures::{image, job, kontext},
    memory_transport::{MemoryTransport, bits, response},
};

#[tokio::test(start_paused = true)]
async fn a_gateway_error_says_nothing_about_the_job() {
    for code in [408, 425, 520, 522, 524, 530] {
        let memory = MemoryTransport::new([
            response(code, &Value::Null),
            response(200, &json!({"status": "COMPLETED"})),
            response(200, &image()),
        ]);
        assert_eq!(job(&memory.client()).wait().await.unwrap(), image(), "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_body_of_an_error_is_read_for_a_bounded_time() {
    let drips = bits("text/plain", (0..100_000).map(|_| (4_000, "x"))).status(500);
    let memory = MemoryTransport::new([drips]);
    let begun = Instant::now();
    let error = kontext(&memory.client()).run().await.unwrap_err();
    assert_eq!(error.status(), Some(500));
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}
