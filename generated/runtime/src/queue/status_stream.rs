//! A job's status stream.
//!
//! A failing stream is never an error: the job is polled instead.

use std::{borrow::Cow, future::poll_fn, pin::pin, task::Poll};

use reqwest::header::{ACCEPT, HeaderValue};
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    client::Client,
    http::{
        body_stream::BodyChunks,
        headers,
        send::{AttemptState, HttpResponse, send_once},
        sse::SseReader,
    },
    id::job_id::JobId,
    queue::{
        requests::{self, JobUrl},
        status::Status,
    },
    rt::clock::Instant,
};

/// An open status stream with its connection permit.
pub(crate) struct StatusStream {
    client: Client,
    events: SseReader,
    pub(crate) opened: Instant,
    _permit: OwnedSemaphorePermit,
}

/// Maximum size in bytes of a status with its log.
const MAX_EVENT_SIZE: usize = 16 << 20;

/// The next event of a status stream.
pub(crate) enum StatusEvent {
    Status(Status),
    /// The stream ended or broke, for this reason.
    Closed(Cow<'static, str>),
}

impl StatusStream {
    /// Opens the stream, or returns the reason why it cannot be opened.
    pub(crate) async fn open(
        client: &Client,
        (url, logs): (&JobUrl, bool),
        permit: OwnedSemaphorePermit,
    ) -> Result<Self, Cow<'static, str>> {
        let http = &client.inner().http;
        let mut request = requests::status_stream(url, logs);
        request.headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        let response = send_once(http, &request, &mut AttemptState::default()).await;
        let mut response = response.map_err(|error| Cow::from(error.to_string()))?;
        match response.stream.take() {
            Some(body) if headers::media_type(&response.headers).as_deref() == Some("text/event-stream") => {
                let events = SseReader::new(BodyChunks::new(body), MAX_EVENT_SIZE);
                Ok(Self { client: client.clone(), events, opened: Instant::now(), _permit: permit })
            }
            _ => {
                if is_stream_missing(&url.job, &response) {
                    http.connection_limiter.disable_streams();
                }
                Err(format!("status {}", response.status.as_u16()).into())
            }
        }
    }

    /// Reads the end of the stream if it has arrived, so that the connection can be reused.
    pub(crate) async fn release(mut self) {
        let mut rest = pin!(self.events.next());
        poll_fn(|context| {
            // The result does not matter: polling once reads what has arrived.
            let _ = rest.as_mut().poll(context);
            Poll::Ready(())
        })
        .await;
    }

    /// Returns the next event. Cancel-safe.
    pub(crate) async fn next(&mut self) -> StatusEvent {
        loop {
            match self.events.next().await {
                Ok(None) => return StatusEvent::Closed("it ended before the job was completed".into()),
                Err(error) => return StatusEvent::Closed(format!("it broke: {error}").into()),
                Ok(Some(event)) => {
                    let data = self.client.inner().http.redact(event.data.into());
                    if let Some(status) = serde_json::from_slice(&data).ok().and_then(Status::from_response) {
                        return StatusEvent::Status(status);
                    }
                    // Other events are skipped. A stream without any status is detected by polling.
                }
            }
        }
    }
}

/// Whether the server has no status streams, like most relays: it rejects the route, or returns something else. Streams
/// are then disabled for the client, so that no further job tries to open one.
fn is_stream_missing(job: &JobId, response: &HttpResponse) -> bool {
    response.status.is_success() || requests::is_route_missing(job, response)
}
