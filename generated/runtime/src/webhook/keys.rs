//! fal's public keys, parsed from a JSON Web Key Set. Entries that are not Ed25519 keys are ignored.

use std::sync::Arc;

use base64::{
    Engine,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::Value;

use super::signature::SignedPayload;

/// Set of Ed25519 public keys.
#[derive(Clone, Debug)]
pub(super) struct Keys(Arc<[VerifyingKey]>);

/// Maximum number of keys in a set. fal has a few; a signature is checked against each.
const MAX_KEYS: usize = 32;

/// Base64url with optional padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Keys {
    /// Returns `None` if any of the keys is invalid.
    pub(super) fn from_bytes<'k>(keys: impl IntoIterator<Item = &'k [u8; 32]>) -> Option<Self> {
        keys.into_iter().map(|key| VerifyingKey::from_bytes(key).ok()).collect::<Option<Vec<_>>>().map(Self::new)
    }

    /// Parses a JSON Web Key Set; `None` if it contains no Ed25519 key.
    pub(super) fn parse(set: &Value) -> Option<Self> {
        let keys: Vec<_> = set.get("keys")?.as_array()?.iter().filter_map(key).take(MAX_KEYS).collect();
        (!keys.is_empty()).then(|| Self::new(keys))
    }

    fn new(keys: Vec<VerifyingKey>) -> Self {
        Self(keys.into())
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns whether one of the keys made the signature.
    pub(super) fn verify(&self, signed: &SignedPayload) -> bool {
        let signature = Signature::from_bytes(&signed.signature);
        self.0.iter().any(|key| key.verify_strict(&signed.message, &signature).is_ok())
    }
}

/// Parses an Ed25519 key; `kty` and `crv` may be missing.
fn key(entry: &Value) -> Option<VerifyingKey> {
    let matches = |property: &str, word: &str| entry.get(property).is_none_or(|value| value == word);
    if !matches("kty", "OKP") || !matches("crv", "Ed25519") {
        return None;
    }
    let bytes = BASE64.decode(entry.get("x")?.as_str()?).ok()?;
    VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok()
}
