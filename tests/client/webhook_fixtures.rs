//! Webhook deliveries signed with test keys, and key sets as fal serves them.

use ed25519_dalek::{Signer, SigningKey};
use fal_sdk::webhook::{Delivery, VerifyError, Webhooks};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::fixtures::ID;

pub const NOW: u64 = 1_767_225_600;
pub const BODY: &str = r#"{"request_id": "764cabcf", "gateway_request_id": "764cabd0", "status": "OK", "payload": {"images": [], "seed": 7, "prompt": "café 🐱"}}"#;

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// A verifier with the keys of seeds 1 and 2.
pub fn verifier() -> Webhooks {
    Webhooks::with_keys([1, 2].map(|seed| key(seed).verifying_key().to_bytes()).iter()).unwrap()
}

/// A signed delivery: headers and body.
pub struct Sent {
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

pub fn signed_by(seed: u8, timestamp: &str, body: &str) -> Sent {
    let message = format!("{ID}\nida\n{timestamp}\n{}", hex(&Sha256::digest(body)));
    let signature = hex(&key(seed).sign(message.as_bytes()).to_bytes());
    let headers = vec![
        ("X-Fal-Webhook-Request-Id", ID.to_owned()),
        ("X-Fal-Webhook-User-Id", "ida".to_owned()),
        ("X-Fal-Webhook-Timestamp", timestamp.to_owned()),
        ("X-Fal-Webhook-Signature", signature),
    ];
    Sent { headers, body: body.to_owned() }
}

pub fn at(timestamp: u64) -> Sent {
    signed_by(1, &timestamp.to_string(), BODY)
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

impl Sent {
    /// Replaces a header without signing again.
    pub fn but(mut self, name: &str, change: impl FnOnce(&str) -> String) -> Self {
        let header = self.headers.iter_mut().find(|(each, _)| each.ends_with(name)).unwrap();
        header.1 = change(&header.1);
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(each, _)| !each.ends_with(name));
        self
    }

    pub fn with_body(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self
    }

    pub async fn verify(&self, webhooks: &Webhooks) -> Result<Delivery, VerifyError> {
        webhooks.verify_at(NOW, self.headers.as_slice(), &self.body).await
    }
}

/// Returns a JSON Web Key Set with the keys of these seeds.
pub fn set(seeds: &[u8]) -> Value {
    json!({"keys": seeds.iter().map(|seed| entry(*seed)).collect::<Vec<_>>()})
}

pub fn entry(seed: u8) -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "x": base64(&key(seed).verifying_key().to_bytes())})
}

/// URL-safe base64 without padding.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits = bytes.iter().map(|byte| format!("{byte:08b}")).collect::<Vec<_>>().concat();
    let sixes = bits.as_bytes().chunks(6).map(|six| format!("{:0<6}", std::str::from_utf8(six).unwrap()));
    sixes.map(|six| char::from(LETTERS[usize::from_str_radix(&six, 2).unwrap()])).collect()
}
