//! Streamed calls: the events of an endpoint's `/stream` path, or bytes.
//!
//! Data is read on demand, without background tasks; dropping a stream closes the connection. Streams cannot be resumed
//! and are not retried.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    call::{Call, options::Execution, prepare::PreparedCall, received::ReceivedResponse, run},
    client::Client,
    error::Error,
    http::{
        body_stream::BodyChunks,
        headers, json_body,
        outcome::Meta,
        send::{AttemptState, BodyMode, HttpResponse},
        sse::SseReader,
        sync_body::SyncBody,
    },
    id::endpoint_id::EndpointId,
    json::codec::JsonCodec,
    rt::unfold::{Unfold, unfold},
};

mod read;

use read::{EventReader, EventSource, StreamOrigin};

/// Default of [`Call::idle_timeout`].
const DEFAULT_IDLE_TIMEOUT: Duration = Duration::from_secs(5 * 60);

/// Server-sent event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T = Value> {
    /// Decoded data.
    pub data: T,
    /// Event name, if any. Most endpoints send none, or the same for all events.
    pub name: Option<String>,
    /// Last event id of the stream, if any.
    pub id: Option<String>,
}

/// [`Stream`] of the events of a call, from [`Call::stream`].
///
/// An error is the last item, unless its kind is [`Decode`](crate::ErrorKind::Decode): a single event could not be
/// decoded, and the stream continues. [`is_outcome_unknown`](Error::is_outcome_unknown) is true if the connection was
/// lost, and false if the endpoint reported a failure.
#[must_use = "streams do nothing unless polled"]
pub struct Events<T = Value> {
    events: Unfold<EventReader, Result<Event<T>, Error>>,
    meta: Meta,
}

/// [`Stream`] of the response body of a call in chunks, from [`Call::stream_bytes`].
#[must_use = "streams do nothing unless polled"]
pub struct ByteStream {
    chunks: Unfold<EventReader, Result<Bytes, Error>>,
    content_type: Option<String>,
    meta: Meta,
}

impl<R: JsonCodec> Call<R> {
    /// Posts the request to the endpoint's `/stream` path and returns its events as JSON. The path is appended unless
    /// the endpoint id ends with it.
    ///
    /// Only some endpoints support streaming; the others respond with 404. A JSON response instead of a stream is
    /// returned as one event. Errors and options are the same as for [`run`](Self::run), except that fal does not
    /// support `hint` and `start_timeout` for streams; see also [`idle_timeout`](Self::idle_timeout).
    ///
    /// ```no_run
    /// # async fn example(client: fal_sdk::Client) -> Result<(), fal_sdk::Error> {
    /// use serde_json::json;
    ///
    /// let mut events = client.endpoint("fal-ai/any-llm")?.call(&json!({"prompt": "a donut"})).stream().await?;
    /// while let Some(event) = events.next().await {
    ///     println!("{}", event?.data);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn stream(self) -> Result<Events, Error> {
        self.stream_of().await
    }

    /// Like [`stream`](Self::stream), with the data of each event decoded as `T`. An event that cannot be decoded is an
    /// error with its data in [`raw_body`](Error::raw_body); the stream continues.
    pub async fn stream_of<T: DeserializeOwned + 'static>(self) -> Result<Events<T>, Error> {
        self.pending
            .prepare_and((Execution::Stream, "stream"), async |call| {
                let opened = OpenStream::open(&call, "text/event-stream").await?;
                let limit = call.client.inner().http.result_limit;
                let (meta, reader) = opened.events(limit).await.map_err(|error| error.without_job(&call.endpoint))?;
                let events = unfold(reader, |reader| Box::pin(reader.event()));
                Ok(Events { events, meta })
            })
            .await
    }

    /// Like [`stream`](Self::stream), for endpoints with binary streams such as audio: returns the chunks of the body
    /// and its content type.
    pub async fn stream_bytes(self) -> Result<ByteStream, Error> {
        self.pending
            .prepare_and((Execution::Stream, "stream"), async |call| {
                let opened = OpenStream::open(&call, "*/*").await?;
                let content_type = headers::text(&opened.response.headers, "content-type").map(str::to_owned);
                let meta = Meta::from_headers(&opened.response.headers);
                let chunks = unfold(opened.into_byte_reader(), |reader| Box::pin(reader.chunk()));
                Ok(ByteStream { chunks, content_type, meta })
            })
            .await
    }
}

/// Successful response whose body is not read yet.
struct OpenStream {
    client: Client,
    response: HttpResponse,
    chunks: BodyChunks,
    attempt: AttemptState,
    endpoint: EndpointId,
}

impl OpenStream {
    async fn open(call: &PreparedCall, accept: &'static str) -> Result<Self, Error> {
        let tail = if call.endpoint.name() == "stream" { "" } else { "/stream" };
        let mut attempt = AttemptState::default();
        let mut response = run::send(call, (tail, accept), BodyMode::Stream, &mut attempt).await?;
        let body = response.stream.take().unwrap_or_else(|| SyncBody::new(Box::new(None)));
        let idle = call.options.idle_timeout.unwrap_or(DEFAULT_IDLE_TIMEOUT);
        let chunks = BodyChunks::new(body).with_timeouts(Some(idle), call.until);
        Ok(Self { client: call.client.clone(), response, chunks, attempt, endpoint: call.endpoint.clone() })
    }

    /// Returns a reader of the events, or of a JSON response as one event.
    async fn events(self, limit: usize) -> Result<(Meta, EventReader), Error> {
        let meta = Meta::from_headers(&self.response.headers);
        let media = headers::media_type(&self.response.headers);
        if media.is_none_or(|media| media == "text/event-stream") {
            let source = EventSource::Events(SseReader::new(self.chunks, limit));
            return Ok((
                meta,
                EventReader {
                    client: self.client,
                    source,
                    attempt: self.attempt,
                    origin: StreamOrigin::Endpoint(self.endpoint),
                },
            ));
        }
        let Self { client, mut response, mut chunks, attempt, endpoint } = self;
        response.body =
            read::read_to_end(&mut chunks, limit).await.map_err(|error| Error::from_sse(error, &attempt))?;
        let value = json_body::parse(&response).map_err(|source| {
            Error::decode(&response, "it is not an event stream; use `stream_bytes` for other content", Vec::new())
                .with_source(source)
        })?;
        Ok((
            meta,
            EventReader {
                client,
                source: EventSource::Value(value),
                attempt,
                origin: StreamOrigin::Endpoint(endpoint),
            },
        ))
    }

    fn into_byte_reader(self) -> EventReader {
        EventReader {
            client: self.client,
            source: EventSource::Chunks(self.chunks),
            attempt: self.attempt,
            origin: StreamOrigin::Endpoint(self.endpoint),
        }
    }
}

impl<T: DeserializeOwned + 'static> Events<T> {
    /// Returns the events of the response to a direct request.
    pub(crate) fn of_direct(mut received: ReceivedResponse) -> Self {
        let meta = Meta::from_headers(&received.response.headers);
        let chunks = received.chunks();
        let ReceivedResponse { client, attempt, service, class, .. } = received;
        let origin = StreamOrigin::Service(service, class);
        let limit = client.inner().http.result_limit;
        let source = EventSource::Events(SseReader::new(chunks, limit));
        let events = unfold(EventReader { client, source, attempt, origin }, |reader| Box::pin(reader.event()));
        Self { events, meta }
    }
}

impl<T> Events<T> {
    /// Returns the next event, or `None` at the end. Cancel-safe.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error>> {
        self.events.next().await
    }

    /// Returns the metadata of the response headers.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Returns the request id, if the response headers contain one.
    pub fn request_id(&self) -> Option<&str> {
        self.meta.request_id.as_deref()
    }
}

impl ByteStream {
    /// Returns the next chunk, or `None` at the end. Cancel-safe.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        self.chunks.next().await
    }

    /// Returns the `Content-Type`, if the response has one.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Returns the metadata of the response headers.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Returns the request id, if the response headers contain one.
    pub fn request_id(&self) -> Option<&str> {
        self.meta.request_id.as_deref()
    }
}

impl<T> Stream for Events<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.events).poll_next(context)
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.chunks).poll_next(context)
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("meta", &self.meta).finish_non_exhaustive()
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = f.debug_struct("ByteStream");
        parts.field("content_type", &self.content_type).field("meta", &self.meta).finish_non_exhaustive()
    }
}
