//! What a frame says: a result, a word of the application, or the end.

use std::borrow::Cow;

use bytes::Bytes;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use tokio_tungstenite::tungstenite::{Error as Fault, Message, error::ProtocolError, protocol::CloseFrame};

use super::token::Shown;
use crate::error::{Error, ErrorKind};

/// What was said.
pub(super) enum Said<T> {
    /// Nothing of interest.
    Nothing,
    /// A result.
    Result(T),
    /// Something went wrong; the session goes on.
    Fault(Error),
    /// The session is over, as sessions are.
    End,
    /// The session is over because something went wrong.
    Broken(Error),
}

/// Reads a frame.
pub(super) fn read<T: DeserializeOwned>(message: Message, shown: &Shown) -> Said<T> {
    match message {
        Message::Binary(bytes) => of_bytes(bytes),
        Message::Text(text) => control(&text, shown).unwrap_or_else(|| of_text(text.into())),
        Message::Close(frame) => closed(frame.as_ref(), shown),
        Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Said::Nothing,
    }
}

/// How deep values may lie in each other, as in JSON. The library's own limit is deeper than the stack of a thread.
const DEEPEST: usize = 128;

fn of_bytes<T: DeserializeOwned>(bytes: Bytes) -> Said<T> {
    // As in JSON, so that one type reads both.
    let mut reader = rmp_serde::Deserializer::from_read_ref(&bytes).with_human_readable();
    reader.set_max_depth(DEEPEST);
    match T::deserialize(&mut reader) {
        Ok(result) => Said::Result(result),
        Err(source) => Said::Fault(Error::unreadable("it is not MessagePack of the expected shape", source, bytes)),
    }
}

fn of_text<T: DeserializeOwned>(text: Bytes) -> Said<T> {
    match serde_json::from_slice(&text) {
        Ok(result) => Said::Result(result),
        Err(source) => Said::Fault(Error::unreadable("it is not JSON of the expected shape", source, text)),
    }
}

/// The members of the frames that are no results.
#[derive(Deserialize)]
struct Control<'t> {
    #[serde(borrow)]
    r#type: Option<Cow<'t, str>>,
    #[serde(borrow)]
    status: Option<Cow<'t, str>>,
    error: Option<Value>,
    reason: Option<Value>,
}

/// The word of an application, if the text is one.
fn control<T>(text: &str, shown: &Shown) -> Option<Said<T>> {
    let Control { r#type, status, error, reason } = serde_json::from_str(text).ok()?;
    let error = error.as_ref().map(words).unwrap_or_default();
    match (r#type.as_deref(), status.as_deref()) {
        (Some("x-fal-message"), _) => Some(Said::Nothing),
        // An application that is done says that time is over, too.
        (Some("x-fal-error"), _) if error == "TIMEOUT" => Some(Said::End),
        (Some("x-fal-error"), _) => {
            let kind = if error == "INTERNAL_ERROR" { ErrorKind::Unavailable } else { ErrorKind::Rejected };
            let reason = reason.as_ref().map(words).unwrap_or_default();
            Some(Said::Fault(Error::told(kind, shown.redact(&error), &shown.redact(&reason))))
        }
        (None, Some("error")) if error == "Unauthorized" => {
            let reason = "the token or key is not valid any more";
            Some(Said::Broken(Error::told(ErrorKind::Auth, error, reason)))
        }
        _ => None,
    }
}

/// A connection that is of no use any more: lost, or what came over it breaks the rules or the limits.
pub(super) fn broken(fault: Fault) -> Error {
    let kind = match &fault {
        Fault::Protocol(ProtocolError::ResetWithoutClosingHandshake) => ErrorKind::Io,
        Fault::Protocol(_) | Fault::Capacity(_) | Fault::Utf8(_) => ErrorKind::Protocol,
        _ => ErrorKind::Io,
    };
    Error::broken(kind, fault)
}

/// Texts without their quotes.
fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The end by a close frame: 1000 and no code at all are the ordinary ones.
fn closed<T>(frame: Option<&CloseFrame>, shown: &Shown) -> Said<T> {
    let Some(frame) = frame else { return Said::End };
    let kind = match u16::from(frame.code) {
        1000 => return Said::End,
        // Broken rules of the protocol, found by the other side.
        1002 | 1003 | 1007 => ErrorKind::Protocol,
        // A policy, a size; 4xxx are the application's own.
        1008 | 1009 | 4000..=4999 => ErrorKind::Rejected,
        _ => ErrorKind::Unavailable,
    };
    Said::Broken(Error::closed(kind, u16::from(frame.code), &shown.redact(&frame.reason)))
}
