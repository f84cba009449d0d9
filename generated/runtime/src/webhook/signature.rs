//! The signed parts of a delivery: three headers, the body and the signature.

use std::fmt::Write;

use reqwest::header::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

use super::verify_error::VerifyError;

/// Headers of a request, by name.
///
/// Implemented for `HeaderMap` of the `http` crate, and for slices of pairs for frameworks with other types.
pub trait Headers {
    /// Returns all values of a header; `name` is in lower case.
    fn all(&self, name: &str) -> Vec<&[u8]>;
}

impl Headers for HeaderMap {
    fn all(&self, name: &str) -> Vec<&[u8]> {
        self.get_all(name).iter().map(HeaderValue::as_bytes).collect()
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for [(N, V)] {
    fn all(&self, name: &str) -> Vec<&[u8]> {
        let named = self.iter().filter(|(each, _)| each.as_ref().eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_ref()).collect()
    }
}

const REQUEST_ID: &str = "x-fal-webhook-request-id";
const USER_ID: &str = "x-fal-webhook-user-id";
const TIMESTAMP: &str = "x-fal-webhook-timestamp";
const SIGNATURE: &str = "x-fal-webhook-signature";

/// Maximum difference between the timestamp and the current time, in seconds.
const MAX_SKEW_SECONDS: u64 = 300;

/// Message, signature and metadata of a delivery.
pub(super) struct SignedPayload {
    pub(super) request_id: String,
    pub(super) user_id: String,
    timestamp: u64,
    pub(super) message: Vec<u8>,
    pub(super) signature: [u8; 64],
}

impl SignedPayload {
    pub(super) fn parse<H: Headers + ?Sized>(headers: &H, body: &[u8]) -> Result<Self, VerifyError> {
        let request_id = single_header(headers, REQUEST_ID)?;
        let user_id = single_header(headers, USER_ID)?;
        let timestamp = single_header(headers, TIMESTAMP)?;
        let signature = single_header(headers, SIGNATURE)?;
        Ok(Self {
            request_id: String::from_utf8_lossy(request_id).into_owned(),
            user_id: String::from_utf8_lossy(user_id).into_owned(),
            timestamp: parse_seconds(timestamp).ok_or(VerifyError::MalformedHeader(TIMESTAMP))?,
            message: [request_id, user_id, timestamp, sha256_hex(body).as_bytes()].join(&b'\n'),
            signature: parse_hex(signature).ok_or(VerifyError::MalformedHeader(SIGNATURE))?,
        })
    }

    /// Checks that the delivery was signed at about the time `now`.
    pub(super) fn check_age(&self, now: u64) -> Result<(), VerifyError> {
        let (ago, ahead) = (now.saturating_sub(self.timestamp), self.timestamp.saturating_sub(now));
        if ago > MAX_SKEW_SECONDS {
            Err(VerifyError::TooOld(ago))
        } else if ahead > MAX_SKEW_SECONDS {
            Err(VerifyError::FromTheFuture(ahead))
        } else {
            Ok(())
        }
    }
}

/// Returns the value of a header that must occur once and contain no control characters, since line breaks separate the
/// parts of the signed message.
fn single_header<'h, H: Headers + ?Sized>(headers: &'h H, name: &'static str) -> Result<&'h [u8], VerifyError> {
    match headers.all(name).as_slice() {
        [] | [b""] => Err(VerifyError::MissingHeader(name)),
        [value] if value.iter().any(u8::is_ascii_control) => Err(VerifyError::MalformedHeader(name)),
        [value] => Ok(value),
        _ => Err(VerifyError::RepeatedHeader(name)),
    }
}

/// Parses ASCII digits; signs and whitespace are invalid.
fn parse_seconds(text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    text.parse().ok()
}

/// Returns the SHA-256 of the body in lower-case hexadecimal digits.
fn sha256_hex(body: &[u8]) -> String {
    Sha256::digest(body).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Decodes 64 bytes from hexadecimal digits of either case.
fn parse_hex(text: &[u8]) -> Option<[u8; 64]> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes: Option<Vec<u8>> = text
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect();
    bytes?.try_into().ok()
}
