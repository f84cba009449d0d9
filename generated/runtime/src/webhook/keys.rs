//! fal's public keys: out of a JSON Web Key Set, and held against a signature.
//!
//! A set may hold what is of no use here; that is passed over. Where sets come from is up to `cache`.

use std::sync::Arc;

use base64::{
    Engine,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::Value;

use super::signature::Signed;

/// A set of keys.
#[derive(Clone, Debug)]
pub(super) struct Keys(Arc<[VerifyingKey]>);

/// The most keys of a set. fal has a few; a signature is tried with each.
const MOST: usize = 32;

/// Padding is optional.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Keys {
    /// These keys, if they are all keys.
    pub(super) fn of<'k>(keys: impl IntoIterator<Item = &'k [u8; 32]>) -> Option<Self> {
        keys.into_iter().map(|key| VerifyingKey::from_bytes(key).ok()).collect::<Option<Vec<_>>>().map(Self::new)
    }

    /// The keys of a set, or `None` where there is none that could sign a delivery.
    pub(super) fn read(set: &Value) -> Option<Self> {
        let keys: Vec<_> = set.get("keys")?.as_array()?.iter().filter_map(key).take(MOST).collect();
        (!keys.is_empty()).then(|| Self::new(keys))
    }

    fn new(keys: Vec<VerifyingKey>) -> Self {
        Self(keys.into())
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether one of the keys made the signature.
    pub(super) fn fit(&self, signed: &Signed) -> bool {
        let signature = Signature::from_bytes(&signed.signature);
        self.0.iter().any(|key| key.verify_strict(&signed.message, &signature).is_ok())
    }
}

/// An Ed25519 key of a set. A key that does not say what it is may be one.
fn key(entry: &Value) -> Option<VerifyingKey> {
    let says = |member: &str, word: &str| entry.get(member).is_none_or(|value| value == word);
    if !says("kty", "OKP") || !says("crv", "Ed25519") {
        return None;
    }
    let bytes = BASE64.decode(entry.get("x")?.as_str()?).ok()?;
    VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok()
}
