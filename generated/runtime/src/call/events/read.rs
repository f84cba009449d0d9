//! Readers of streamed responses: events or chunks.

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Event;
use crate::{
    client::{Client, service::Service},
    error::Error,
    http::{
        body_stream::BodyChunks,
        retry::RetryClass,
        send::{AttemptState, HttpResponse},
        sse::{SseError, SseEvent, SseReader},
    },
    id::endpoint_id::EndpointId,
};

/// State of an event or byte stream.
pub(super) struct EventReader {
    pub(super) client: Client,
    pub(super) source: EventSource,
    pub(super) attempt: AttemptState,
    pub(super) origin: StreamOrigin,
}

/// Where the events come from.
pub(super) enum StreamOrigin {
    /// An endpoint of fal.
    Endpoint(EndpointId),
    /// The service of a direct request.
    Service(Option<&'static Service>, RetryClass),
}

/// Source of the items.
pub(super) enum EventSource {
    Events(SseReader),
    /// JSON response instead of events.
    Value(Value),
    Chunks(BodyChunks),
    Ended,
}

/// Data of the last event of some servers; fal does not send it.
const DONE: &[u8] = b"[DONE]";

type NextItem<T> = Option<(Result<T, Error>, EventReader)>;

impl EventReader {
    /// Reads the next event.
    pub(super) async fn event<T: DeserializeOwned>(mut self) -> NextItem<Event<T>> {
        let event = match &mut self.source {
            EventSource::Events(events) => loop {
                match events.next().await {
                    // Empty events keep the connection alive.
                    Ok(Some(event)) if event.data.is_empty() => {}
                    event => break event,
                }
            },
            EventSource::Value(value) => {
                let value = std::mem::take(value);
                self.source = EventSource::Ended;
                let data = value.to_string().into();
                let event = self.decode(value, data).map(|data| Event { data, name: None, id: None });
                return Some((event, self));
            }
            EventSource::Chunks(_) | EventSource::Ended => return None,
        };
        match event {
            Ok(None) => None,
            Ok(Some(event)) if event.data.trim_ascii() == DONE => None,
            Ok(Some(event)) => {
                let event = self.decode_event(event);
                Some((event, self))
            }
            Err(error) => Some(self.fail(error)),
        }
    }

    /// Reads the next chunk.
    pub(super) async fn chunk(mut self) -> NextItem<Bytes> {
        let EventSource::Chunks(chunks) = &mut self.source else { return None };
        match chunks.next().await {
            Ok(chunk) => chunk.map(|chunk| (Ok(chunk), self)),
            Err(error) => Some(self.fail(SseError::Body(error))),
        }
    }

    /// Ends the stream with an error and closes its connection.
    fn fail<T>(mut self, error: SseError) -> (Result<T, Error>, Self) {
        self.source = EventSource::Ended;
        (Err(self.located(Error::from_sse(error, &self.attempt))), self)
    }

    fn decode_event<T: DeserializeOwned>(&mut self, event: SseEvent) -> Result<Event<T>, Error> {
        let is_error = event.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("error"));
        let value = match serde_json::from_slice::<Value>(&event.data) {
            Ok(value) if !is_error && value.get("type").and_then(Value::as_str) != Some("error") => value,
            // Events of other services may be plain text.
            Err(source) if !is_error && matches!(self.origin, StreamOrigin::Service(..)) => {
                let text = Value::String(String::from_utf8_lossy(&event.data).into_owned());
                let data = serde_json::from_value(text);
                let data = data.map_err(|_| self.undecoded(event.data.into(), source, "the event is not JSON"))?;
                return Ok(Event { data, name: event.name, id: event.id });
            }
            Err(source) if !is_error => return Err(self.undecoded(event.data.into(), source, "the event is not JSON")),
            _ => return Err(self.on_error_event(event.data)),
        };
        let SseEvent { name, id, data } = event;
        Ok(Event { data: self.decode(value, data.into())?, name, id })
    }

    /// Ends the stream after an error event of the endpoint.
    fn on_error_event(&mut self, data: Vec<u8>) -> Error {
        self.source = EventSource::Ended;
        let data = self.client.inner().http.redact(data.into());
        self.located(Error::from_stream_event(&data, &self.attempt))
    }

    fn decode<T: DeserializeOwned>(&self, value: Value, data: Bytes) -> Result<T, Error> {
        serde_json::from_value(value)
            .map_err(|source| self.undecoded(data, source, "the event does not match the event type"))
    }

    fn undecoded(&self, data: Bytes, source: serde_json::Error, message: &str) -> Error {
        let (status, headers) = self.attempt.head.clone().unwrap_or_default();
        let response = HttpResponse { status, headers, body: data, stream: None };
        self.located(Error::decode(&response, message, Vec::new()).with_source(source))
    }

    fn located(&self, error: Error) -> Error {
        match &self.origin {
            StreamOrigin::Endpoint(endpoint) => error.without_job(endpoint),
            StreamOrigin::Service(service, class) => error.of_direct(*class, *service),
        }
    }
}

/// Reads the whole body of a response that is not a stream.
pub(super) async fn read_to_end(chunks: &mut BodyChunks, limit: usize) -> Result<Bytes, SseError> {
    let mut all = Vec::new();
    while let Some(chunk) = chunks.next().await.map_err(SseError::Body)? {
        if chunk.len() > limit.saturating_sub(all.len()) {
            return Err(SseError::TooLarge(limit));
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all.into())
}
