//! A call whose answer comes bit by bit: the events of an endpoint's `/stream` path, or bytes.
//!
//! Nothing is read before it is asked for, nothing runs beside it, and dropping it closes the connection. A stream
//! cannot be taken up again: what began is not repeated.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    call::{Call, options::Ending, prepare::Prepared, run},
    client::Client,
    error::Error,
    http::{
        body_stream::{self, BodyChunks},
        headers,
        outcome::Meta,
        send::{AttemptState, BodyMode, HttpResponse},
        sse::SseReader,
    },
    id::endpoint_id::EndpointId,
    json::codec::JsonCodec,
    queue::requests,
    rt::{
        future::SyncBody,
        unfold::{Unfold, unfold},
    },
};

mod read;

use read::{Reading, Source};

/// How long a stream may be silent unless the call says otherwise.
const IDLE: Duration = Duration::from_secs(5 * 60);

/// An event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T = Value> {
    /// What its data says.
    pub data: T,
    /// Its name, where it has one. Most endpoints give none, or the same to all.
    pub name: Option<String>,
    /// The last id that the stream told, where it did.
    pub id: Option<String>,
}

/// The events of a streamed call, from [`Call::stream`]: a [`Stream`].
///
/// An error is the last item, unless it is of kind [`Decode`](crate::ErrorKind::Decode): one event that could not be
/// read, after which the stream goes on. What came before it is good. Its
/// [`is_outcome_unknown`](Error::is_outcome_unknown) holds where the stream broke off, and does not where the
/// endpoint itself told of a failure.
#[must_use = "streams do nothing unless polled"]
pub struct Events<T = Value> {
    events: Unfold<Reading, Result<Event<T>, Error>>,
    meta: Meta,
}

/// The answer of a streamed call as bytes, from [`Call::stream_bytes`]: a [`Stream`] of pieces as they come.
#[must_use = "streams do nothing unless polled"]
pub struct ByteStream {
    pieces: Unfold<Reading, Result<Bytes, Error>>,
    content_type: Option<String>,
    meta: Meta,
}

impl<R: JsonCodec> Call<R> {
    /// Posts the request to the endpoint's `/stream` path and answers with its events, as JSON. The path is appended
    /// unless the endpoint's id ends with it already.
    ///
    /// Only some endpoints have it; the others answer with 404. An endpoint that answers with JSON instead of a stream
    /// gives one event. What it answers before the stream begins, an error above all, is the same as for
    /// [`run`](Self::run). So are the options, but that fal takes no `hint` and no `start_timeout` for streams; see
    /// also [`idle_timeout`](Self::idle_timeout).
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

    /// As [`stream`](Self::stream), with each event's data as a `T`. An event that is none is an error that has the
    /// data in its [`raw_body`](Error::raw_body); the stream goes on after it.
    pub async fn stream_of<T: DeserializeOwned + 'static>(self) -> Result<Events<T>, Error> {
        self.draft
            .prepared((Ending::Stream, "stream"), async |call| {
                let opened = Opened::by(&call, "text/event-stream").await?;
                let limit = call.client.inner().result_limit;
                let (meta, reading) = opened.events(limit).await.map_err(|error| error.at_run(&call.endpoint))?;
                let events = unfold(reading, |reading| Box::pin(reading.event()));
                Ok(Events { events, meta })
            })
            .await
    }

    /// As [`stream`](Self::stream), for an endpoint whose stream is no text, such as sound: the bytes as they come,
    /// and their content type.
    pub async fn stream_bytes(self) -> Result<ByteStream, Error> {
        self.draft
            .prepared((Ending::Stream, "stream"), async |call| {
                let opened = Opened::by(&call, "*/*").await?;
                let content_type = headers::text(&opened.reply.headers, "content-type").map(str::to_owned);
                let meta = Meta::from_headers(&opened.reply.headers);
                let pieces = unfold(opened.pieces(), |reading| Box::pin(reading.piece()));
                Ok(ByteStream { pieces, content_type, meta })
            })
            .await
    }
}

/// A good answer whose body is yet to be read.
struct Opened {
    client: Client,
    reply: HttpResponse,
    chunks: BodyChunks,
    trace: AttemptState,
    endpoint: EndpointId,
}

impl Opened {
    async fn by(call: &Prepared, accept: &'static str) -> Result<Self, Error> {
        let tail = if call.endpoint.name() == "stream" { "" } else { "/stream" };
        let mut trace = AttemptState::default();
        let mut reply = run::send(call, (tail, accept), BodyMode::Stream, &mut trace).await?;
        let body = reply.rest.take().unwrap_or_else(|| SyncBody::new(Box::new(None)));
        let idle = call.options.idle_timeout.unwrap_or(IDLE);
        let chunks = BodyChunks::new(body).with_timeouts(Some(idle), call.until);
        Ok(Self { client: call.client.clone(), reply, chunks, trace, endpoint: call.endpoint.clone() })
    }

    /// The events, or the one value that is there in their place.
    async fn events(self, limit: usize) -> Result<(Meta, Reading), Error> {
        let meta = Meta::from_headers(&self.reply.headers);
        let media = headers::media_type(&self.reply.headers);
        if media.is_none_or(|media| media == "text/event-stream") {
            let source = Source::Events(SseReader::new(self.chunks, limit));
            return Ok((meta, Reading { client: self.client, source, trace: self.trace, endpoint: self.endpoint }));
        }
        let Self { client, mut reply, mut chunks, trace, endpoint } = self;
        reply.body = read::whole(&mut chunks, limit).await.map_err(|broken| Error::cut_off(broken, &trace))?;
        let value = requests::parse(&reply).map_err(|source| {
            Error::undecoded(&reply, "it is no stream of events; `stream_bytes` takes any", Vec::new()).because(source)
        })?;
        Ok((meta, Reading { client, source: Source::One(value), trace, endpoint }))
    }

    fn pieces(self) -> Reading {
        Reading { client: self.client, source: Source::Pieces(self.chunks), trace: self.trace, endpoint: self.endpoint }
    }
}

impl<T> Events<T> {
    /// The next event; `None` at the end. It may be dropped and called again without losing anything.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error>> {
        body_stream::next(&mut self.events).await
    }

    /// What the head of the answer told.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The id of the request, where the head told one.
    pub fn request_id(&self) -> Option<&str> {
        self.meta.request_id.as_deref()
    }
}

impl ByteStream {
    /// The next piece; `None` at the end. It may be dropped and called again without losing anything.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        body_stream::next(&mut self.pieces).await
    }

    /// The `Content-Type`, where there was one.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// What the head of the answer told.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The id of the request, where the head told one.
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
        Pin::new(&mut self.pieces).poll_next(context)
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
