//! Decoding of WebSocket messages into results, application errors and session ends.

use std::borrow::Cow;

use bytes::Bytes;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message, error::ProtocolError, protocol::CloseFrame};

use super::token::SessionAuth;
use crate::error::{Error, ErrorKind};

/// A decoded message of the server.
pub(super) enum ServerMessage<T> {
    /// A message that the client ignores, such as a ping.
    Ignored,
    /// A result.
    Result(T),
    /// An error after which the session continues.
    Error(Error),
    /// Normal end of the session.
    End,
    /// An error that ends the session.
    Fatal(Error),
}

/// Decodes a message.
pub(super) fn decode<T: DeserializeOwned>(message: Message, auth: &SessionAuth) -> ServerMessage<T> {
    match message {
        Message::Binary(bytes) => decode_message_pack(bytes),
        Message::Text(text) => decode_control(&text, auth).unwrap_or_else(|| decode_json(text.into())),
        Message::Close(frame) => decode_close(frame.as_ref(), auth),
        Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => ServerMessage::Ignored,
    }
}

/// Maximum nesting depth, the same as for JSON. The library's own limit could overflow the stack.
const MAX_DEPTH: usize = 128;

fn decode_message_pack<T: DeserializeOwned>(bytes: Bytes) -> ServerMessage<T> {
    // Human-readable like JSON, so that one type decodes both.
    let mut reader = rmp_serde::Deserializer::from_read_ref(&bytes).with_human_readable();
    reader.set_max_depth(MAX_DEPTH);
    match T::deserialize(&mut reader) {
        Ok(result) => ServerMessage::Result(result),
        Err(source) => {
            ServerMessage::Error(Error::undecodable_frame("it is not MessagePack of the expected type", source, bytes))
        }
    }
}

fn decode_json<T: DeserializeOwned>(text: Bytes) -> ServerMessage<T> {
    match serde_json::from_slice(&text) {
        Ok(result) => ServerMessage::Result(result),
        Err(source) => {
            ServerMessage::Error(Error::undecodable_frame("it is not JSON of the expected type", source, text))
        }
    }
}

/// Properties of control messages.
#[derive(Deserialize)]
struct Control<'t> {
    #[serde(borrow)]
    r#type: Option<Cow<'t, str>>,
    #[serde(borrow)]
    status: Option<Cow<'t, str>>,
    error: Option<Value>,
    reason: Option<Value>,
}

/// Decodes a control message; `None` if the text is a result.
fn decode_control<T>(text: &str, auth: &SessionAuth) -> Option<ServerMessage<T>> {
    let Control { r#type, status, error, reason } = serde_json::from_str(text).ok()?;
    let error = error.as_ref().map(plain_text).unwrap_or_default();
    match (r#type.as_deref(), status.as_deref()) {
        (Some("x-fal-message"), _) => Some(ServerMessage::Ignored),
        // Applications also send TIMEOUT when they finish normally.
        (Some("x-fal-error"), _) if error == "TIMEOUT" => Some(ServerMessage::End),
        (Some("x-fal-error"), _) => {
            let kind = if error == "INTERNAL_ERROR" { ErrorKind::Unavailable } else { ErrorKind::Rejected };
            let reason = reason.as_ref().map(plain_text).unwrap_or_default();
            Some(ServerMessage::Error(Error::from_frame(kind, auth.redact(&error), &auth.redact(&reason))))
        }
        (None, Some("error")) if error == "Unauthorized" => {
            let reason = "the token or key is no longer valid";
            Some(ServerMessage::Fatal(Error::from_frame(ErrorKind::Auth, error, reason)))
        }
        _ => None,
    }
}

/// Converts an error of the WebSocket: connection lost, protocol violation or size limit exceeded.
pub(super) fn socket_error(error: SocketError) -> Error {
    let kind = match &error {
        SocketError::Protocol(ProtocolError::ResetWithoutClosingHandshake) => ErrorKind::Io,
        SocketError::Protocol(_) | SocketError::Capacity(_) | SocketError::Utf8(_) => ErrorKind::Protocol,
        _ => ErrorKind::Io,
    };
    Error::connection_failed(kind, error)
}

/// Returns a string without quotes, other values as JSON.
fn plain_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Decodes a close frame. Code 1000 and a missing code are normal ends.
fn decode_close<T>(frame: Option<&CloseFrame>, auth: &SessionAuth) -> ServerMessage<T> {
    let Some(frame) = frame else { return ServerMessage::End };
    let kind = match u16::from(frame.code) {
        1000 => return ServerMessage::End,
        // Protocol errors detected by the server.
        1002 | 1003 | 1007 => ErrorKind::Protocol,
        // Policy violation, message too big, application-defined codes.
        1008 | 1009 | 4000..=4999 => ErrorKind::Rejected,
        _ => ErrorKind::Unavailable,
    };
    ServerMessage::Fatal(Error::connection_closed(kind, u16::from(frame.code), &auth.redact(&frame.reason)))
}
