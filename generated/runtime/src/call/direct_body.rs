//! Responses of direct requests that are not JSON: files and events.

#[cfg(not(target_family = "wasm"))]
use std::path::PathBuf;

#[cfg(not(target_family = "wasm"))]
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[cfg(not(target_family = "wasm"))]
use crate::{
    call::received::ReceivedResponse,
    files::download::{DownloadedFile, save},
    http::{headers, retry::RetryClass, send::BodyMode, sse::SseError},
};
use crate::{
    call::{decoder::ResponseDecoder, direct::DirectCall, events::Events},
    error::Error,
};

#[cfg(not(target_family = "wasm"))]
impl DirectCall<Bytes> {
    /// Sends the request and writes the response to a file, without holding all of it in memory. The file is created or
    /// replaced when the response is complete; its folder must exist.
    pub async fn to_file(mut self, path: impl Into<PathBuf>) -> Result<DownloadedFile, Error> {
        let path = path.into();
        self.decoder.body_mode = BodyMode::Stream;
        let mut received = self.send().await?;
        let content_type = headers::text(&received.response.headers, "content-type").map(str::to_owned);
        let chunks = received.chunks();
        let ReceivedResponse { attempt, class, service, .. } = received;
        let interrupted = |error| {
            let mut error = Error::from_sse(SseError::Body(error), &attempt);
            error.0.maybe_submitted = class == RetryClass::Submit;
            error.of_direct(class, service)
        };
        let size = save(&path, chunks, interrupted).await?;
        Ok(DownloadedFile { path, size, content_type })
    }
}

impl<R> DirectCall<R> {
    /// Sends the request and returns the response as a stream of server-sent events with JSON, for services that send
    /// events if the request asks for them.
    pub async fn stream(self) -> Result<Events, Error> {
        self.stream_of::<Value>().await
    }

    /// Like [`stream`](Self::stream), with the data of each event decoded as `T`. An event that cannot be decoded is an
    /// error with its data in [`raw_body`](Error::raw_body); the stream continues.
    pub async fn stream_of<T: DeserializeOwned + 'static>(self) -> Result<Events<T>, Error> {
        Ok(self.with_decoder(ResponseDecoder::events()).outcome().await?.value)
    }
}
