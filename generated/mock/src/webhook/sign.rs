//! The key of the server, and what it signs of a delivery: three headers and the fingerprint of the body.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use ed25519_dalek::{Signer as _, SigningKey};
use hyper::{HeaderMap, header::HeaderValue};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Whom deliveries say that they are for.
const USER: &str = "mock-user";

/// A key.
pub(super) struct Signer(SigningKey);

impl Signer {
    /// The key of a seed: the same seed has the same.
    pub(super) fn new(seed: u64) -> Self {
        let secret = Sha256::digest(format!("fal-mock webhooks {seed}"));
        Self(SigningKey::from_bytes(&secret.into()))
    }

    /// A key that nobody knows.
    pub(super) fn another(&self) -> Self {
        Self(SigningKey::from_bytes(&Sha256::digest(self.0.to_bytes()).into()))
    }

    /// The public half, as a set of keys has it.
    pub(super) fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.verifying_key().as_bytes())
    }

    /// The set of keys.
    pub(super) fn keys(&self) -> Value {
        json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "x": self.public() }] })
    }

    /// The headers of a delivery.
    pub(super) fn headers(&self, request_id: &str, seconds: u64, body: &Bytes) -> HeaderMap {
        let seconds = seconds.to_string();
        let message = [request_id, USER, &seconds, &hex(&Sha256::digest(body))].join("\n");
        let signature = hex(&self.0.sign(message.as_bytes()).to_bytes());
        let pairs = [
            ("x-fal-webhook-request-id", request_id),
            ("x-fal-webhook-user-id", USER),
            ("x-fal-webhook-timestamp", &seconds),
            ("x-fal-webhook-signature", &signature),
        ];
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.extend(
                HeaderValue::from_str(value).ok().map(|value| (hyper::header::HeaderName::from_static(name), value)),
            );
        }
        headers
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
