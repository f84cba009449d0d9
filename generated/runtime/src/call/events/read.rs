//! The answer of a streamed call, item by item.

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Event;
use crate::{
    client::Client,
    error::Error,
    http::{
        body_stream::BodyChunks,
        send::{AttemptState, HttpResponse},
        sse::{SseError, SseEvent, SseReader},
    },
    id::endpoint_id::EndpointId,
};

/// A stream under way.
pub(super) struct Reading {
    pub(super) client: Client,
    pub(super) source: Source,
    pub(super) trace: AttemptState,
    pub(super) endpoint: EndpointId,
}

/// Where the items come from.
pub(super) enum Source {
    Events(SseReader),
    /// A value that came in place of events.
    One(Value),
    Pieces(BodyChunks),
    /// Nowhere any more.
    Over,
}

/// What some servers send as the last event; fal's do not.
const DONE: &[u8] = b"[DONE]";

type Item<T> = Option<(Result<T, Error>, Reading)>;

impl Reading {
    /// The next event.
    pub(super) async fn event<T: DeserializeOwned>(mut self) -> Item<Event<T>> {
        let event = match &mut self.source {
            Source::Events(events) => loop {
                match events.next().await {
                    // An event with nothing in it keeps the connection alive.
                    Ok(Some(event)) if event.data.is_empty() => {}
                    event => break event,
                }
            },
            Source::One(value) => {
                let value = std::mem::take(value);
                self.source = Source::Over;
                let data = value.to_string().into();
                let read = self.typed(value, data).map(|data| Event { data, name: None, id: None });
                return Some((read, self));
            }
            Source::Pieces(_) | Source::Over => return None,
        };
        match event {
            Ok(None) => None,
            Ok(Some(event)) if event.data.trim_ascii() == DONE => None,
            Ok(Some(event)) => {
                let read = self.read(event);
                Some((read, self))
            }
            Err(broken) => Some(self.broken(broken)),
        }
    }

    /// The next piece.
    pub(super) async fn piece(mut self) -> Item<Bytes> {
        let Source::Pieces(chunks) = &mut self.source else { return None };
        match chunks.next().await {
            Ok(piece) => piece.map(|piece| (Ok(piece), self)),
            Err(loss) => Some(self.broken(SseError::Body(loss))),
        }
    }

    /// The stream breaks off, and its connection is closed.
    fn broken<T>(mut self, broken: SseError) -> (Result<T, Error>, Self) {
        self.source = Source::Over;
        (Err(Error::cut_off(broken, &self.trace).at_run(&self.endpoint)), self)
    }

    /// What an event says.
    fn read<T: DeserializeOwned>(&mut self, event: SseEvent) -> Result<Event<T>, Error> {
        let is_error = event.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("error"));
        let value = match serde_json::from_slice::<Value>(&event.data) {
            Ok(value) if !is_error && value.get("type").and_then(Value::as_str) != Some("error") => value,
            Err(source) if !is_error => return Err(self.undecoded(event.data.into(), source, "the event is not JSON")),
            _ => return Err(self.failed(event.data)),
        };
        let SseEvent { name, id, data } = event;
        Ok(Event { data: self.typed(value, data.into())?, name, id })
    }

    /// The endpoint told of a failure: the last that it tells.
    fn failed(&mut self, data: Vec<u8>) -> Error {
        self.source = Source::Over;
        let data = self.client.inner().redact(data.into());
        Error::in_stream(&data, &self.trace).at_run(&self.endpoint)
    }

    fn typed<T: DeserializeOwned>(&self, value: Value, data: Bytes) -> Result<T, Error> {
        serde_json::from_value(value).map_err(|source| self.undecoded(data, source, "the event has another shape"))
    }

    fn undecoded(&self, data: Bytes, source: serde_json::Error, message: &str) -> Error {
        let (status, headers) = self.trace.head.clone().unwrap_or_default();
        let reply = HttpResponse { status, headers, body: data, rest: None };
        Error::undecoded(&reply, message, Vec::new()).because(source).at_run(&self.endpoint)
    }
}

/// The whole body of an answer that is no stream.
pub(super) async fn whole(chunks: &mut BodyChunks, limit: usize) -> Result<Bytes, SseError> {
    let mut all = Vec::new();
    while let Some(chunk) = chunks.next().await.map_err(SseError::Body)? {
        if chunk.len() > limit.saturating_sub(all.len()) {
            return Err(SseError::TooLarge(limit));
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all.into())
}
