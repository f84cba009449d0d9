//! The result of a job: made from the schema of what the endpoint returns, its examples, and the request.
//!
//! What a request says is told again where names agree: its prompt, its seed, its sizes and how many images it asked
//! for. The rest comes of dice that the request and the server's seed decide on, so the same request gets the same
//! result. Nothing here looks at pictures or hears sound: what a text says of an input is made up.
//!
//! `ask` reads the request, `size` the size that it asks for, `value` follows the schema, `text` and `number` make
//! what stands at its ends, and `file` makes files with the help of `media`.

mod file;
mod number;
mod request_view;
mod size;
mod text;
mod value;

#[cfg(test)]
mod tests;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{endpoint::Endpoint, schema::Schema, storage::Storage};

use {request_view::RequestView, text::GeneratedText};

/// The result that a payload gets: the same seed and payload give the same result.
pub(crate) fn result(endpoint: &Endpoint, payload: &Value, seed: u64, storage: &Storage) -> Value {
    let mut maker = Generator::new(endpoint, payload, seed, storage);
    let response = endpoint.response();
    if response.keyword("type").is_none() && response.variants().next().is_none() {
        return json!({ "output": maker.speech.text });
    }
    maker.value(response, Slot::ROOT)
}

/// What makes a result.
struct Generator<'a> {
    request: RequestView<'a>,
    storage: &'a Storage,
    rng: fastrand::Rng,
    /// The seed that the result tells.
    seed: u32,
    /// What is said, where something is: an answer, a caption, a transcript.
    speech: GeneratedText,
}

/// Where in a result a value stands.
#[derive(Clone, Copy, Debug)]
struct Slot<'p> {
    /// The member, or the list that it is in.
    name: &'p str,
    /// The member around it.
    above: &'p str,
    depth: u32,
    /// The part of what is said that this is about.
    piece: Option<&'p text::Piece>,
}

impl Slot<'_> {
    const ROOT: Self = Slot { name: "", above: "", depth: 0, piece: None };
}

impl<'p> Slot<'p> {
    /// The place of a member here.
    fn member(self, name: &'p str) -> Self {
        Slot { name, above: self.name, depth: self.depth + 1, ..self }
    }

    /// The same place, once more inside.
    fn inside(self) -> Self {
        Slot { depth: self.depth + 1, ..self }
    }
}

impl<'a> Generator<'a> {
    fn new(endpoint: &'a Endpoint, payload: &'a Value, seed: u64, storage: &'a Storage) -> Self {
        let request = RequestView { endpoint, payload };
        let mut rng = fastrand::Rng::with_seed(decided(endpoint, payload, seed));
        let own = rng.u32(1..u32::MAX / 2);
        let seed = request.number("seed").and_then(|seed| u32::try_from(seed).ok()).unwrap_or(own);
        let speech = GeneratedText::about(&request, &mut rng);
        Self { request, storage, rng, seed, speech }
    }
}

/// What the dice begin with.
fn decided(endpoint: &Endpoint, payload: &Value, seed: u64) -> u64 {
    let sum = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(&endpoint.id).chain_update([0]);
    let sum = sum.chain_update(payload.to_string()).finalize();
    sum.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

/// The schema without the alternative `null`, and the first of several others.
fn plain(schema: Schema<'_>) -> Schema<'_> {
    let mut schema = schema;
    for _ in 0..8 {
        match schema.variants().find(|arm| !arm.is_null()) {
            Some(arm) => schema = arm,
            None => break,
        }
    }
    schema
}
