//! Generates the result of a request from the endpoint's response schema, its examples and the request.
//!
//! A result repeats the values of the request where property names match: prompt, seed, sizes, number of images. The rest
//! is random, seeded by the server's seed and the request, so the same request yields the same result. Inputs are not
//! analyzed: descriptions and transcripts are invented.
//!
//! `request_view` and `size` interpret the request, `value` traverses the schema, `text` and `number` generate scalars, and
//! `file` generates files with `media`.

mod file;
mod number;
mod request_view;
mod size;
mod text;
mod value;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::{check::accepts, endpoint::Endpoint, schema::Schema, storage::FileStorage};

use {request_view::RequestView, text::GeneratedText};

/// Generates the result for a payload. The same seed and payload yield the same result.
pub(crate) fn result(endpoint: &Endpoint, payload: &Value, seed: u64, storage: &FileStorage) -> Value {
    let mut generator = Generator::new(endpoint, payload, seed, storage);
    let response = endpoint.response();
    if response.keyword("type").is_none() && response.variants().next().is_none() {
        return json!({ "output": generator.speech.text });
    }
    generator.value(response, Slot::ROOT)
}

/// Generates a valid request for an endpoint.
///
/// Properties have the first valid example or the default of their schema. Required properties without one are generated.
///
/// ```
/// let endpoint = fal_mock::Endpoint::parse(r##"{
///     "id": "acme/echo",
///     "transport": {"kind": "queue"},
///     "request": {
///         "type": "object",
///         "properties": {"times": {"type": "integer", "examples": [2]}, "text": {"type": "string"}},
///         "required": ["text"]
///     },
///     "response": {}
/// }"##)?;
/// let request = fal_mock::example_request(&endpoint);
/// assert_eq!(request["times"], 2);
/// assert!(fal_mock::check(&endpoint, &request).is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn example_request(endpoint: &Endpoint) -> Value {
    let Some(schema) = endpoint.request() else { return Value::Null };
    let storage = FileStorage::new("https://mock.invalid");
    let mut generator = Generator::new(endpoint, &Value::Null, 0, &storage);
    let mut request = Map::new();
    for (name, property) in schema.properties() {
        let slot = Slot::ROOT.property(name);
        let mut examples = property.array("examples").iter().chain(property.keyword("default"));
        let example = examples.find(|example| accepts(property, example)).cloned();
        let value = example.or_else(|| schema.requires(name).then(|| generator.value(property, slot)));
        request.extend(value.map(|value| (name.to_owned(), value)));
    }
    Value::Object(request)
}

/// Generates the values of one result.
struct Generator<'a> {
    request: RequestView<'a>,
    storage: &'a FileStorage,
    rng: fastrand::Rng,
    /// The seed in the result.
    seed: u32,
    /// The text of an answer, a caption or a transcript.
    speech: GeneratedText,
}

/// The position of a value in the result.
#[derive(Clone, Copy, Debug)]
struct Slot<'p> {
    /// Name of the property, or of the array that contains the value.
    name: &'p str,
    /// Name of the enclosing property.
    parent: &'p str,
    depth: u32,
    /// The part of the generated text that the value describes.
    part: Option<&'p text::TextPart>,
}

impl Slot<'_> {
    const ROOT: Self = Slot { name: "", parent: "", depth: 0, part: None };
}

impl<'p> Slot<'p> {
    /// Returns the slot of a property in this value.
    fn property(self, name: &'p str) -> Self {
        Slot { name, parent: self.name, depth: self.depth + 1, ..self }
    }

    /// Returns the slot of a nested value, such as an array item.
    fn nested(self) -> Self {
        Slot { depth: self.depth + 1, ..self }
    }
}

impl<'a> Generator<'a> {
    fn new(endpoint: &'a Endpoint, payload: &'a Value, seed: u64, storage: &'a FileStorage) -> Self {
        let request = RequestView { endpoint, payload };
        let mut rng = fastrand::Rng::with_seed(seed_of(endpoint, payload, seed));
        let own = rng.u32(1..u32::MAX / 2);
        let seed = request.number("seed").and_then(|seed| u32::try_from(seed).ok()).unwrap_or(own);
        let speech = GeneratedText::about(&request, &mut rng);
        Self { request, storage, rng, seed, speech }
    }
}

/// Derives the seed of the random numbers.
fn seed_of(endpoint: &Endpoint, payload: &Value, seed: u64) -> u64 {
    let sum = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(&endpoint.id).chain_update([0]);
    let sum = sum.chain_update(payload.to_string()).finalize();
    sum.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

/// Returns the first variant of a union that is not `null`, or the schema itself.
fn first_variant(schema: Schema<'_>) -> Schema<'_> {
    let mut schema = schema;
    for _ in 0..8 {
        match schema.variants().find(|variant| !variant.is_null()) {
            Some(variant) => schema = variant,
            None => break,
        }
    }
    schema
}
