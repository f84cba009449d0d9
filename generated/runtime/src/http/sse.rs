//! Server-sent events, decoded from bytes as they come.
//!
//! Every byte is looked at once, however the events are cut into pieces, so the work is linear in their
//! size. Line ends may be LF, CR or CRLF; a byte-order mark at the start is skipped; text is taken from
//! whole lines only, so no character is ever split. What is in an event is up to `events` and `follow`.
//!
//! An event that the body ends in the middle of is not an event, as the format says; it is not dropped
//! without a word either: [`SseError::Truncated`] has what came of it.

use std::fmt;

use bytes::Bytes;

use crate::http::body_stream::{BodyChunks, BodyError};

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SseEvent {
    /// Its name, where it has one.
    pub(crate) name: Option<String>,
    /// The last id that the stream told.
    pub(crate) id: Option<String>,
    /// Its lines of data.
    pub(crate) data: Vec<u8>,
}

/// The events of a body.
pub(crate) struct SseReader {
    chunks: BodyChunks,
    decoder: SseDecoder,
}

/// Why there are no more events although the stream is not at its end.
#[derive(Debug)]
pub(crate) enum SseError {
    /// No more of the body.
    Body(BodyError),
    /// An event has more than so many bytes.
    TooLarge(usize),
    /// The body ended within an event whose data so far is this.
    Truncated(Vec<u8>),
}

impl SseReader {
    /// The events of a body; none may have more than `limit` bytes.
    pub(crate) fn new(chunks: BodyChunks, limit: usize) -> Self {
        Self { chunks, decoder: SseDecoder { limit, ..SseDecoder::default() } }
    }

    /// The next event; `None` is the end.
    pub(crate) async fn next(&mut self) -> Result<Option<SseEvent>, SseError> {
        loop {
            if let Some(event) = self.decoder.next()? {
                return Ok(Some(event));
            }
            match self.chunks.next().await.map_err(SseError::Body)? {
                Some(chunk) => self.decoder.chunk = chunk,
                None => return self.decoder.unfinished().map_or(Ok(None), |data| Err(SseError::Truncated(data))),
            }
        }
    }
}

/// What is known between two pieces.
#[derive(Default)]
struct SseDecoder {
    limit: usize,
    /// What is not decoded yet of the last piece.
    chunk: Bytes,
    /// The line under way.
    line: Vec<u8>,
    /// The last byte was a CR: an LF after it ends no line of its own.
    after_cr: bool,
    /// The first line has been read, with the byte-order mark that may stand before it.
    begun: bool,
    name: Option<String>,
    id: Option<String>,
    data: Option<Vec<u8>>,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl SseDecoder {
    /// The next event of the piece; `None` where it takes another piece.
    fn next(&mut self) -> Result<Option<SseEvent>, SseError> {
        while self.ends_line()? {
            let start = if !self.begun && self.line.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
            self.begun = true;
            if self.line.len() > start {
                self.field(start);
            } else {
                self.line.clear();
                // A name without data names nothing.
                let name = self.name.take();
                if let Some(data) = self.data.take() {
                    return Ok(Some(SseEvent { name, id: self.id.clone(), data }));
                }
            }
        }
        Ok(None)
    }

    /// Moves the rest of the line out of the piece; false where the line goes on in the next one.
    fn ends_line(&mut self) -> Result<bool, SseError> {
        if self.chunk.is_empty() {
            return Ok(false);
        }
        if std::mem::take(&mut self.after_cr) && self.chunk.first() == Some(&b'\n') {
            drop(self.chunk.split_to(1));
        }
        let end = self.chunk.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let part = self.chunk.split_to(end.unwrap_or(self.chunk.len()));
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

    /// Takes the line, which begins at `start`, as a field.
    fn field(&mut self, start: usize) {
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
                // The line becomes the data where it lies: it may be large.
                let before = line.len() - value.len();
                line.drain(..before);
                *data = Some(line);
            }
            (b"event", _) => self.name = Some(String::from_utf8_lossy(value).into_owned()),
            (b"id", _) if !value.contains(&0) => self.id = Some(String::from_utf8_lossy(value).into_owned()),
            // Comments (no name), `retry` (when to come back is decided in `follow`), and what is unknown.
            _ => {}
        }
    }

    /// The data of an event that is not at its end; whether its last line is, nobody can tell.
    fn unfinished(&mut self) -> Option<Vec<u8>> {
        if self.line.starts_with(b"data") {
            self.field(0);
        }
        self.data.take()
    }
}

impl fmt::Display for SseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(loss) => loss.fmt(f),
            Self::TooLarge(limit) => write!(f, "an event has more than {limit} bytes"),
            Self::Truncated(_) => f.write_str("it ended in the middle of an event"),
        }
    }
}

#[cfg(test)]
mod tests;
