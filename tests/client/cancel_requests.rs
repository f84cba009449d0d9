//! Cancel requests are sent without delay, since a job that runs is billed.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use fal_sdk::{
    Client,
    transport::{BoxFuture, HeaderMap, Request, Response, StatusCode, Transport, TransportError},
};
use fal_tests::server::{Server, json};
use serde_json::json;
use tokio::time::{Instant, sleep};

use super::fixtures::{KEY, client_of, job};

/// A transport that delays and counts cancel requests.
#[derive(Default)]
struct SlowCancel(AtomicUsize);

impl Transport for SlowCancel {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let (pause, word) = match request.method.as_str() {
                "PUT" => (1000, "CANCELLATION_REQUESTED"),
                _ => (5, "IN_PROGRESS"),
            };
            self.0.fetch_add(usize::from(request.method == "PUT"), Ordering::SeqCst);
            sleep(Duration::from_millis(pause)).await;
            let body = json!({"status": word}).to_string();
            Ok(Response::new(StatusCode::OK, HeaderMap::new(), Box::new(Some(body.into()))))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_jobs_that_reach_their_deadline_at_once_are_all_cancelled() {
    let slow = Arc::new(SlowCancel::default());
    let transport = Arc::clone(&slow) as Arc<dyn Transport>;
    let client = Client::builder().environment(|_| None).key(KEY).transport(transport).poll_only().build().unwrap();
    let begun = Instant::now();
    let wait = |_| {
        let job = job(&client).deadline(Duration::from_secs(1));
        tokio::spawn(async move { job.wait().await.unwrap_err().to_string() })
    };
    for waited in (0..1000).map(wait).collect::<Vec<_>>() {
        let error = waited.await.unwrap();
        assert!(error.contains("cancellation was requested"), "{error}");
    }
    assert_eq!(slow.0.load(Ordering::SeqCst), 1000, "one each");
    assert_eq!(begun.elapsed(), Duration::from_secs(2));
}

#[tokio::test]
async fn a_cancellation_has_content_length_zero() {
    let server = Server::start([json(202, &json!({"status": "CANCELLATION_REQUESTED"}))]);
    job(&client_of(&server)).cancel().await.unwrap();
    assert_eq!(server.requests()[0].all("content-length"), ["0"]);
}
