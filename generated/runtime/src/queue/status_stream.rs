//! A job's status stream, while it holds.
//!
//! Whatever goes wrong with it is a reason to ask for the status, never an error.

use std::{borrow::Cow, future::poll_fn, pin::pin, task::Poll};

use reqwest::header::{ACCEPT, HeaderValue};
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    client::Client,
    http::{
        body_stream::Chunks,
        headers,
        send::{Reply, Trace, exchange},
        sse::Reader,
    },
    id::job_id::JobId,
    queue::{
        requests::{self, Place},
        status::Status,
    },
    rt::clock::Instant,
};

/// An open status stream and its place among the client's connections.
pub(crate) struct Feed {
    client: Client,
    events: Reader,
    pub(crate) opened: Instant,
    _place: OwnedSemaphorePermit,
}

/// The most bytes of a status with its log.
const LARGEST: usize = 16 << 20;

/// What a stream tells.
pub(crate) enum Told {
    Status(Status),
    /// Nothing any more, and why.
    Broken(Cow<'static, str>),
}

impl Feed {
    /// Opens the stream, or says why there is none.
    pub(crate) async fn open(
        client: &Client,
        (at, logs): (&Place, bool),
        place: OwnedSemaphorePermit,
    ) -> Result<Self, Cow<'static, str>> {
        let inner = client.inner();
        let mut ask = requests::status_stream(at, logs);
        ask.headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        let mut reply =
            exchange(inner, &ask, &mut Trace::default()).await.map_err(|failure| Cow::from(failure.to_string()))?;
        match reply.rest.take() {
            Some(body) if headers::media_type(&reply.headers).as_deref() == Some("text/event-stream") => {
                let events = Reader::of(Chunks::of(body), LARGEST);
                Ok(Self { client: client.clone(), events, opened: Instant::now(), _place: place })
            }
            _ => {
                if lacks_stream(&at.job, &reply) {
                    inner.gate.no_streams();
                }
                Err(format!("status {}", reply.status.as_u16()).into())
            }
        }
    }

    /// Reads the end of the stream if it has come, so that the connection can be used again.
    pub(crate) async fn part(mut self) {
        let mut rest = pin!(self.events.next());
        poll_fn(|context| {
            // Whether it has come is all the same.
            let _ = rest.as_mut().poll(context);
            Poll::Ready(())
        })
        .await;
    }

    /// The next status. May be given up and called again.
    pub(crate) async fn next(&mut self) -> Told {
        loop {
            match self.events.next().await {
                Ok(None) => return Told::Broken("it ended before the job did".into()),
                Err(broken) => return Told::Broken(format!("it broke: {broken}").into()),
                Ok(Some(event)) => {
                    let data = self.client.inner().scrub(event.data.into());
                    if let Some(status) = serde_json::from_slice(&data).ok().and_then(Status::read) {
                        return Told::Status(status);
                    }
                    // An event of another kind; a server that only has those is found out by asking.
                }
            }
        }
    }
}

/// Whether a server has no status streams at all, as most relays: it denies the route, or answers with something
/// else. Once that is known, no job pays for it again.
fn lacks_stream(job: &JobId, reply: &Reply) -> bool {
    reply.status.is_success() || requests::lacks_route(job, reply)
}
