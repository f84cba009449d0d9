//! Generates strings: repeated values of the request, invented sentences, and strings for well-known names.

use serde_json::Value;

use super::{Generator, Slot, request_view::RequestView};
use crate::schema::Schema;

/// Spoken duration of a word in milliseconds.
const MS_PER_WORD: u32 = 350;

/// Names of properties that contain the generated text.
const TEXT_NAMES: &[&str] = &[
    "output",
    "outputs",
    "result",
    "results",
    "text",
    "transcript",
    "transcription",
    "caption",
    "answer",
    "response",
    "content",
    "message",
    "summary",
    "reasoning",
    "description",
    "translation",
    "completion",
];

/// Sentences of the generated text.
const SENTENCES: &[&str] = &[
    "It was made up here, so that a program can be tried without a model.",
    "The light is soft, the colors are calm, and nothing in it is in a hurry.",
    "There are three things to notice: the shape, the movement and the quiet around both.",
    "A real model would say more, take longer and send a bill.",
    "Read slowly, it is long enough to arrive word by word.",
    "In the foreground something small is busy, and further back the horizon waits.",
    "Nobody has checked any of this, and nobody should rely on it.",
];

/// The generated text of a result.
pub(super) struct GeneratedText {
    pub(super) text: String,
}

/// A word or sentence of the generated text.
#[derive(Clone, Debug)]
pub(super) struct TextPart {
    text: String,
    /// Number of words before the part and up to its end.
    words: (u32, u32),
}

impl GeneratedText {
    /// Generates a few sentences that mention the subject of the request.
    pub(super) fn about(request: &RequestView<'_>, rng: &mut fastrand::Rng) -> Self {
        let subject = request.subject();
        let subject = subject.split_whitespace().take(60).collect::<Vec<_>>().join(" ");
        let mut sentences: Vec<&str> = SENTENCES.to_vec();
        rng.shuffle(&mut sentences);
        sentences.truncate(3);
        let mark = if subject.ends_with(['.', '!', '?', '…']) { "" } else { "." };
        Self { text: format!("This is about \u{201c}{subject}\u{201d}{mark} {}", sentences.join(" ")) }
    }

    /// Splits the text into words.
    fn words(&self) -> Vec<TextPart> {
        parts(self.text.split_whitespace().map(str::to_owned))
    }

    /// Splits the text into sentences.
    fn sentences(&self) -> Vec<TextPart> {
        parts(self.text.split_inclusive(". ").map(|sentence| sentence.trim().to_owned()))
    }
}

impl TextPart {
    /// Returns the start time in seconds.
    pub(super) fn start(&self) -> f64 {
        f64::from(self.words.0 * MS_PER_WORD) / 1000.0
    }

    /// Returns the end time in seconds.
    pub(super) fn end(&self) -> f64 {
        f64::from(self.words.1 * MS_PER_WORD) / 1000.0
    }
}

fn parts(texts: impl Iterator<Item = String>) -> Vec<TextPart> {
    let mut before = 0;
    let part = |text: String| {
        let count = u32::try_from(text.split_whitespace().count()).unwrap_or_default();
        let words = (before, before + count);
        before += count;
        TextPart { text, words }
    };
    texts.map(part).collect()
}

impl Generator<'_> {
    /// Returns the words or sentences for an array of timed text.
    pub(super) fn parts(&self, item: Schema<'_>, slot: Slot<'_>) -> Option<Vec<TextPart>> {
        let names: Vec<&str> = item.properties().into_iter().map(|(name, _)| name).collect();
        let is_timed = ["start", "timestamp", "timestamps", "start_time"].iter().any(|name| names.contains(name));
        let is_said = names.contains(&"text") || names.contains(&"word");
        let words = slot.name.contains("word");
        (is_timed && is_said).then(|| if words { self.speech.words() } else { self.speech.sentences() })
    }

    /// Returns the duration of the audio in milliseconds: of the spoken text of the request, or as requested.
    pub(super) fn sound_length(&self) -> u32 {
        let speech = ["text", "gen_text", "prompt"].iter().find_map(|name| self.request.text(name));
        let is_speech = self.request.endpoint.category.as_deref().is_some_and(|category| category.contains("speech"));
        let words = speech.filter(|_| is_speech).map(|text| text.split_whitespace().count());
        let length = words.and_then(|words| u32::try_from(words).ok()).map(|words| words.saturating_mul(MS_PER_WORD));
        length.unwrap_or_else(|| self.request.milliseconds())
    }

    /// Generates a string that the schema accepts.
    pub(super) fn text(&mut self, schema: Schema<'_>, slot: Slot<'_>) -> Value {
        if let Some(value) = self.enum_value(schema) {
            return value;
        }
        if schema.keyword("x-numeric").is_some() {
            let numeric = schema.subschema("x-numeric").unwrap_or(schema);
            return Value::String(self.number(numeric, slot).to_string());
        }
        let is_file = schema.rust_kind() == Some("file") || slot.name.ends_with("url") || slot.name.ends_with("uri");
        if is_file {
            return self.url(schema, slot).into();
        }
        let known = self.text_by_name(slot);
        let text = known.or_else(|| self.example_text(schema)).unwrap_or_else(|| slot.name.replace('_', " "));
        Value::String(self.fit_limits(schema, text))
    }

    /// Returns one of the values of an enum.
    fn enum_value(&mut self, schema: Schema<'_>) -> Option<Value> {
        let values = [schema.array("enum"), schema.array("x-known")].concat();
        let requested =
            schema.type_name().filter(|name| name.contains("Language")).and_then(|_| self.request.value("language"));
        let requested = requested.filter(|value| values.contains(value)).cloned();
        requested.or_else(|| self.example(schema).filter(|_| !values.is_empty())).or_else(|| values.first().cloned())
    }

    fn example_text(&mut self, schema: Schema<'_>) -> Option<String> {
        self.example(schema)?.as_str().map(str::to_owned)
    }

    /// Returns a string for a well-known property name.
    fn text_by_name(&mut self, slot: Slot<'_>) -> Option<String> {
        let text = match slot.name {
            "text" | "word" | "content" if slot.part.is_some() => slot.part?.text.clone(),
            name if name.ends_with("prompt") => self.request.text("prompt")?.to_owned(),
            name if name.rsplit('_').next().is_some_and(|keyword| TEXT_NAMES.contains(&keyword)) => {
                self.speech.text.clone()
            }
            "language_code" | "language" => {
                self.request.text("language_code").or_else(|| self.request.text("language"))?.to_owned()
            }
            "speaker_id" | "speaker" => "speaker_0".to_owned(),
            "type" if slot.part.is_some() => "word".to_owned(),
            name if name == "id" || name.ends_with("_id") => format!("{:016x}", self.rng.u64(..)),
            name => self.request.text(name)?.to_owned(),
        };
        Some(text)
    }

    /// Adjusts a string to the length limits, or replaces it by an example if it does not match the pattern.
    fn fit_limits(&mut self, schema: Schema<'_>, text: String) -> String {
        let limit = |keyword: &str| {
            schema.keyword(keyword).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok())
        };
        let fits = |text: &str| {
            let pattern = schema.string("pattern").and_then(|pattern| regex::Regex::new(pattern).ok());
            pattern.is_none_or(|pattern| pattern.is_match(text))
        };
        let text = if fits(&text) { text } else { self.example_text(schema).unwrap_or(text) };
        let text: String = text.chars().take(limit("maxLength").unwrap_or(usize::MAX)).collect();
        let missing = limit("minLength").unwrap_or_default().saturating_sub(text.chars().count());
        text.chars().chain(std::iter::repeat_n('.', missing)).collect()
    }
}
