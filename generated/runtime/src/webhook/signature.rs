//! What of a delivery is signed: three headers and the body, and with them the signature itself.
//!
//! Everything is taken as it came. Whether the signature is good is up to `keys`.

use std::fmt::Write;

use reqwest::header::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

use super::verify_error::Refused;

/// The headers of a request, looked up by name.
///
/// The `HeaderMap` of the `http` crate has it, and so has a slice of pairs, for frameworks with another type.
pub trait Headers {
    /// The values of a header; `name` is in lower case.
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

/// How many seconds the clocks may be apart.
const WINDOW: u64 = 300;

/// A delivery as far as its signature goes.
pub(super) struct Signed {
    pub(super) request_id: String,
    pub(super) user_id: String,
    timestamp: u64,
    pub(super) message: Vec<u8>,
    pub(super) signature: [u8; 64],
}

impl Signed {
    pub(super) fn read<H: Headers + ?Sized>(headers: &H, body: &[u8]) -> Result<Self, Refused> {
        let request_id = one(headers, REQUEST_ID)?;
        let user_id = one(headers, USER_ID)?;
        let timestamp = one(headers, TIMESTAMP)?;
        let signature = one(headers, SIGNATURE)?;
        Ok(Self {
            request_id: String::from_utf8_lossy(request_id).into_owned(),
            user_id: String::from_utf8_lossy(user_id).into_owned(),
            timestamp: seconds(timestamp).ok_or(Refused::MalformedHeader(TIMESTAMP))?,
            message: [request_id, user_id, timestamp, fingerprint(body).as_bytes()].join(&b'\n'),
            signature: bytes(signature).ok_or(Refused::MalformedHeader(SIGNATURE))?,
        })
    }

    /// Whether it was signed about now.
    pub(super) fn in_time(&self, now: u64) -> Result<(), Refused> {
        let (ago, ahead) = (now.saturating_sub(self.timestamp), self.timestamp.saturating_sub(now));
        if ago > WINDOW {
            Err(Refused::TooOld(ago))
        } else if ahead > WINDOW {
            Err(Refused::FromTheFuture(ahead))
        } else {
            Ok(())
        }
    }
}

/// The value of a header that must be there once, without the line breaks that part the message.
fn one<'h, H: Headers + ?Sized>(headers: &'h H, name: &'static str) -> Result<&'h [u8], Refused> {
    match headers.all(name).as_slice() {
        [] | [b""] => Err(Refused::MissingHeader(name)),
        [value] if value.iter().any(u8::is_ascii_control) => Err(Refused::MalformedHeader(name)),
        [value] => Ok(value),
        _ => Err(Refused::RepeatedHeader(name)),
    }
}

/// Digits alone: no sign, no blanks.
fn seconds(text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    text.parse().ok()
}

/// The SHA-256 of the body in lower-case hexadecimal digits.
fn fingerprint(body: &[u8]) -> String {
    Sha256::digest(body).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// 64 bytes out of hexadecimal digits of either case.
fn bytes(text: &[u8]) -> Option<[u8; 64]> {
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
