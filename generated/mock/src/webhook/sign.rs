//! Ed25519 signatures of webhook deliveries, over three headers and the SHA-256 of the body.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use ed25519_dalek::{Signer as _, SigningKey};
use hyper::{HeaderMap, header::HeaderValue};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Value of the user id header.
const USER: &str = "mock-user";

/// A signing key.
pub(super) struct Signer(SigningKey);

impl Signer {
    /// Derives the key from a seed.
    pub(super) fn new(seed: u64) -> Self {
        let secret = Sha256::digest(format!("fal-mock webhooks {seed}"));
        Self(SigningKey::from_bytes(&secret.into()))
    }

    /// Returns a key that is not in the JWKS.
    pub(super) fn unknown(&self) -> Self {
        Self(SigningKey::from_bytes(&Sha256::digest(self.0.to_bytes()).into()))
    }

    /// Returns the public key in the encoding of a JWK.
    pub(super) fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.verifying_key().as_bytes())
    }

    /// Returns the JWKS.
    pub(super) fn jwks(&self) -> Value {
        json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "x": self.public_key() }] })
    }

    /// Returns the signature headers of a delivery.
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
