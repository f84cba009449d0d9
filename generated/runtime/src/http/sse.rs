//! An incremental decoder of server-sent events.
//!
//! Every byte is scanned once, however the body is split into chunks, so the work is linear in its size. Lines may end
//! with LF, CR or CRLF; a byte order mark at the start is skipped; strings are decoded from complete lines, so no
//! character is split.
//!
//! By the specification, an event that the body ends within is discarded. It is returned as [`SseError::Truncated`], so
//! that callers can report it.

use std::fmt;

use bytes::Bytes;

use crate::http::body_stream::{BodyChunks, BodyError};

/// A server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SseEvent {
    /// The event type, if set.
    pub(crate) name: Option<String>,
    /// The last event id of the stream.
    pub(crate) id: Option<String>,
    /// The lines of data, joined by LF.
    pub(crate) data: Vec<u8>,
}

/// Reads the events of a body.
pub(crate) struct SseReader {
    chunks: BodyChunks,
    decoder: SseDecoder,
}

/// Why an event stream ended early.
#[derive(Debug)]
pub(crate) enum SseError {
    /// The body cannot be read further.
    Body(BodyError),
    /// An event is larger than this limit in bytes.
    TooLarge(usize),
    /// The body ended within an event with this data.
    Truncated(Vec<u8>),
}

impl SseReader {
    /// Creates a reader. Each event may have at most `limit` bytes.
    pub(crate) fn new(chunks: BodyChunks, limit: usize) -> Self {
        Self { chunks, decoder: SseDecoder { limit, ..SseDecoder::default() } }
    }

    /// Returns the next event, or `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<SseEvent>, SseError> {
        loop {
            if let Some(event) = self.decoder.next()? {
                return Ok(Some(event));
            }
            match self.chunks.next().await.map_err(SseError::Body)? {
                Some(chunk) => self.decoder.chunk = chunk,
                None => return self.decoder.truncated_data().map_or(Ok(None), |data| Err(SseError::Truncated(data))),
            }
        }
    }
}

/// The state of the decoder between chunks.
#[derive(Default)]
struct SseDecoder {
    limit: usize,
    /// The part of the last chunk that is not decoded yet.
    chunk: Bytes,
    /// The line read so far.
    line: Vec<u8>,
    /// Whether the last byte was CR. An LF after it belongs to the same line end.
    after_cr: bool,
    /// Whether the first line has been read. Only the first line may begin with a byte order mark.
    begun: bool,
    name: Option<String>,
    id: Option<String>,
    data: Option<Vec<u8>>,
    /// The number of bytes that were searched for a line end.
    #[cfg(test)]
    scanned: usize,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl SseDecoder {
    /// Returns the next event of the chunk, or `None` if another chunk is needed.
    fn next(&mut self) -> Result<Option<SseEvent>, SseError> {
        while self.read_line()? {
            let start = if !self.begun && self.line.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
            self.begun = true;
            if self.line.len() > start {
                self.parse_field(start);
            } else {
                self.line.clear();
                // An event type without data is not an event.
                let name = self.name.take();
                if let Some(data) = self.data.take() {
                    return Ok(Some(SseEvent { name, id: self.id.clone(), data }));
                }
            }
        }
        Ok(None)
    }

    /// Moves the rest of the line out of the chunk. Returns `false` if the line continues in the next chunk.
    fn read_line(&mut self) -> Result<bool, SseError> {
        if self.chunk.is_empty() {
            return Ok(false);
        }
        if std::mem::take(&mut self.after_cr) && self.chunk.first() == Some(&b'\n') {
            drop(self.chunk.split_to(1));
        }
        let end = self.chunk.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let part = self.chunk.split_to(end.unwrap_or(self.chunk.len()));
        #[cfg(test)]
        {
            self.scanned += part.len();
        }
        let size = self.line.len() + self.data.as_ref().map_or(0, Vec::len);
        if part.len() > self.limit.saturating_sub(size) {
            return Err(SseError::TooLarge(self.limit));
        }
        self.line.extend_from_slice(&part);
        if end.is_some() {
            self.after_cr = *self.chunk.split_to(1) == *b"\r";
        }
        Ok(end.is_some())
    }

    /// Parses the line, which begins at `start`, as a field.
    fn parse_field(&mut self, start: usize) {
        let mut line = std::mem::take(&mut self.line);
        let text = line.get(start..).unwrap_or_default();
        let name_length = text.iter().position(|byte| *byte == b':').unwrap_or(text.len());
        let (name, value) = text.split_at(name_length);
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match (name, &mut self.data) {
            (b"data", Some(data)) => {
                data.push(b'\n');
                data.extend_from_slice(value);
            }
            (b"data", data @ None) => {
                // Reuses the buffer of the line, which may be large.
                let before = line.len() - value.len();
                line.drain(..before);
                *data = Some(line);
            }
            (b"event", _) => self.name = Some(String::from_utf8_lossy(value).into_owned()),
            (b"id", _) if !value.contains(&0) => self.id = Some(String::from_utf8_lossy(value).into_owned()),
            // Comments (empty name), `retry` (reconnecting is up to the caller), and unknown fields.
            _ => {}
        }
    }

    /// Returns the data of an incomplete event, with its last line, which may be cut off.
    fn truncated_data(&mut self) -> Option<Vec<u8>> {
        if self.line.starts_with(b"data") {
            self.parse_field(0);
        }
        self.data.take()
    }
}

impl fmt::Display for SseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(error) => error.fmt(f),
            Self::TooLarge(limit) => write!(f, "an event is larger than {limit} bytes"),
            Self::Truncated(_) => f.write_str("the stream ended within an event"),
        }
    }
}

#[cfg(test)]
mod tests;
