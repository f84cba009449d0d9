//! A job's status stream, while it holds.
//!
//! Whatever goes wrong with it is a reason to ask for the status, never an error.

use std::{borrow::Cow, future::poll_fn, pin::pin, task::Poll};

use reqwest::header::{ACCEPT, HeaderValue};
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    client::Client,
    http::{
        body_stream::BodyChunks,
        headers,
        send::{AttemptState, HttpResponse, exchange},
        sse::SseReader,
    },
    id::job_id::JobId,
    queue::{
        requests::{self, JobUrl},
        status::Status,
    },
    rt::clock::Instant,
};

/// An open status stream and its place among the client's connections.
pub(crate) struct StatusStream {
    client: Client,
    events: SseReader,
    pub(crate) opened: Instant,
    _permit: OwnedSemaphorePermit,
}

/// The most bytes of a status with its log.
const MAX_EVENT_SIZE: usize = 16 << 20;

/// What a stream tells.
pub(crate) enum StatusEvent {
    Status(Status),
    /// Nothing any more, and why.
    Closed(Cow<'static, str>),
}

impl StatusStream {
    /// Opens the stream, or says why there is none.
    pub(crate) async fn open(
        client: &Client,
        (at, logs): (&JobUrl, bool),
        permit: OwnedSemaphorePermit,
    ) -> Result<Self, Cow<'static, str>> {
        let inner = client.inner();
        let mut ask = requests::status_stream(at, logs);
        ask.headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        let mut reply = exchange(inner, &ask, &mut AttemptState::default())
            .await
            .map_err(|failure| Cow::from(failure.to_string()))?;
        match reply.rest.take() {
            Some(body) if headers::media_type(&reply.headers).as_deref() == Some("text/event-stream") => {
                let events = SseReader::new(BodyChunks::new(body), MAX_EVENT_SIZE);
                Ok(Self { client: client.clone(), events, opened: Instant::now(), _permit: permit })
            }
            _ => {
                if is_stream_missing(&at.job, &reply) {
                    inner.connection_limiter.disable_streams();
                }
                Err(format!("status {}", reply.status.as_u16()).into())
            }
        }
    }

    /// Reads the end of the stream if it has come, so that the connection can be used again.
    pub(crate) async fn release(mut self) {
        let mut rest = pin!(self.events.next());
        poll_fn(|context| {
            // Whether it has come is all the same.
            let _ = rest.as_mut().poll(context);
            Poll::Ready(())
        })
        .await;
    }

    /// The next status. May be given up and called again.
    pub(crate) async fn next(&mut self) -> StatusEvent {
        loop {
            match self.events.next().await {
                Ok(None) => return StatusEvent::Closed("it ended before the job did".into()),
                Err(broken) => return StatusEvent::Closed(format!("it broke: {broken}").into()),
                Ok(Some(event)) => {
                    let data = self.client.inner().redact(event.data.into());
                    if let Some(status) = serde_json::from_slice(&data).ok().and_then(Status::from_response) {
                        return StatusEvent::Status(status);
                    }
                    // An event of another kind; a server that only has those is found out by asking.
                }
            }
        }
    }
}

/// Whether a server has no status streams at all, as most relays: it denies the route, or answers with something
/// else. Once that is known, no job pays for it again.
fn is_stream_missing(job: &JobId, reply: &HttpResponse) -> bool {
    reply.status.is_success() || requests::is_route_missing(job, reply)
}
