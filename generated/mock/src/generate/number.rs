//! Generates numbers within the limits of the schema, plausible for the name of the property.

use serde_json::{Value, json};

use super::{Generator, Slot, size};
use crate::{media, schema::Schema};

impl Generator<'_> {
    /// Generates a number that the schema accepts.
    pub(super) fn number(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        // Seeds may exceed the precision of `f64`.
        if let Some(seed) = self.request.payload.get(slot.name).filter(|seed| slot.name == "seed" && seed.is_u64()) {
            return seed.clone();
        }
        let is_integer = is_integer(schema);
        let values = [schema.array("enum"), schema.array("x-known")].concat();
        if let Some(value) = self.example(schema).or_else(|| values.first().cloned()).filter(|_| !values.is_empty()) {
            return value;
        }
        let named = self.number_by_name(slot);
        let example = self.example(schema).and_then(|value| value.as_f64());
        let number =
            named.or(example).unwrap_or_else(|| f64::from(self.rng.u8(1..10)) / if is_integer { 1.0 } else { 10.0 });
        let number = clamp(schema, number);
        if is_integer { integer(number) } else { json!(number) }
    }

    /// Returns a number for a well-known property name.
    fn number_by_name(&mut self, slot: Slot<'_>) -> Option<f64> {
        if let Some(known) = self.number_from_request(slot) {
            return Some(known);
        }
        let spread = |rng: &mut fastrand::Rng, from: f64, to: f64| {
            let steps = f64::from(rng.u16(0..1000)) / 1000.0;
            ((from + (to - from) * steps) * 10_000.0).round() / 10_000.0
        };
        let range = match slot.name {
            name if name.ends_with("_ms") => (20.0, 400.0),
            name if has(name, &["probability", "confidence", "score"]) => (0.9, 0.99),
            name if has(name, &["max", "right", "bottom"]) => (0.55, 0.95),
            name if has(name, &["min", "left", "top", "x", "y"]) => (0.05, 0.45),
            name if has(name, &["cost", "price"]) => (0.0001, 0.002),
            "inference" => (0.3, 1.2),
            _ => return None,
        };
        Some(spread(&mut self.rng, range.0, range.1))
    }

    /// Returns a number that follows from the request or from the generated text.
    fn number_from_request(&self, slot: Slot<'_>) -> Option<f64> {
        let requested = || words(&self.request.subject()) + 8;
        let spoken = || words(&self.speech.text);
        let number = match slot.name {
            "seed" => return Some(f64::from(self.seed)),
            "start" | "start_time" | "timestamp" => return Some(slot.part?.start()),
            "end" | "end_time" => return Some(slot.part?.end()),
            "duration_ms" => self.duration(),
            "duration" | "audio_duration" => return Some(f64::from(self.duration()) / 1000.0),
            "width" => size::picture(self.request).0,
            "height" => size::picture(self.request).1,
            "prompt_tokens" | "input_tokens" => requested(),
            "completion_tokens" | "output_tokens" => spoken(),
            "total_tokens" => requested() + spoken(),
            "cached_tokens" | "cache_write_tokens" => 0,
            name => return self.request.value(name)?.as_f64(),
        };
        Some(f64::from(number))
    }

    /// Returns the duration of the result's audio or video in milliseconds.
    pub(super) fn duration(&self) -> u32 {
        let video = || media::MediaKind::Mp4.duration(self.request.milliseconds());
        let played = if self.makes_video() { video() } else { media::MediaKind::Wav.duration(self.sound_length()) };
        played.unwrap_or_default()
    }

    /// Whether the endpoint generates videos.
    pub(super) fn makes_video(&self) -> bool {
        self.request.endpoint.category.as_deref().is_some_and(|category| category.ends_with("-to-video"))
    }
}

/// Whether a name contains one of the words.
fn has(name: &str, words: &[&str]) -> bool {
    name.split('_').any(|part| words.contains(&part))
}

fn words(text: &str) -> u32 {
    u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX / 4)
}

/// Whether a number is an integer; for numeric strings, the keyword `whole` says so.
fn is_integer(schema: Schema<'_>) -> bool {
    schema.string("type") == Some("integer") || schema.keyword("whole") == Some(&Value::Bool(true))
}

/// Clamps a number to the bounds and rounds it to a multiple of the step.
fn clamp(schema: Schema<'_>, number: f64) -> f64 {
    let limit = |keyword: &str| schema.keyword(keyword).and_then(Value::as_f64);
    let step = limit("multipleOf").filter(|step| *step > 0.0);
    let gap = step.unwrap_or(if is_integer(schema) { 1.0 } else { 0.001 });
    let min = limit("minimum").or_else(|| limit("exclusiveMinimum").map(|limit| limit + gap));
    let max = limit("maximum").or_else(|| limit("exclusiveMaximum").map(|limit| limit - gap));
    let number = number.max(min.unwrap_or(f64::MIN)).min(max.unwrap_or(f64::MAX));
    let Some(step) = step else { return number };
    let stepped = (number / step).floor() * step;
    if min.is_some_and(|min| stepped < min) { stepped + step } else { stepped }
}

/// Truncates a number to a JSON integer.
fn integer(number: f64) -> Value {
    let text = format!("{:.0}", number.trunc());
    text.parse::<i64>().map_or_else(|_| json!(0), Value::from)
}
