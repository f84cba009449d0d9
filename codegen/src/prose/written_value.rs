//! A single value in a text: quoted, a number, `true`, an identifier, a JSON array.
//!
//! The declared type of the field decides what the value is: `2` is a string for a string field.

use super::{model::FieldType, number_text, pattern::Pattern};
use crate::{Literal, NumberLiteral};

/// A value with its form in the text.
#[derive(Clone, Debug)]
pub(super) struct WrittenValue {
    pub(super) text: String,
    form: Form,
    /// The length in the text in bytes, including quotes.
    pub(super) length: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Quoted,
    Number,
    Word,
    Json,
}

static QUOTED: Pattern = Pattern::new(r#"^(?:"([^"\n]{0,200})"|`"?([^`"\n]{0,200})"?`|'([^'\n]{0,200})')"#);
static NUMBER: Pattern = Pattern::new(r"^-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+\b)?");
/// Letters, digits and characters that join them. A colon joins digits only, a slash the parts of a MIME type.
static WORD: Pattern = Pattern::new(concat!(
    r"^(?:(?:image|video|audio|text|application)/[a-z0-9.+-]+|[0-9]+(?:\.[0-9]+)?(?:[:x*][0-9]+(?:\.[0-9]+)?)+p?",
    r"|[.#]?[a-z0-9_]+(?:[_.+#@-]+[a-z0-9_]+)*)",
));
static JSON: Pattern = Pattern::new(r"^(?:\[[^\[\]\n]{0,200}\]|\{[^{}\n]{0,200}\})");
/// The number is a part of something longer: `1080p`, `1:1`, `512x512`, `1-10`, `50%`.
static CONTINUED: Pattern = Pattern::new(r"^(?:[a-z_%]|[:x*/.~-][a-z0-9])");
/// A number with its unit attached; the value of a numeric field is the number.
static WITH_UNIT: Pattern = Pattern::new(r"^(-?[0-9]+(?:\.[0-9]+)?)(?:s|secs?|ms|px|fps)$");
/// Two numbers in one word: a range.
static SPAN: Pattern = Pattern::new(r"^[0-9.]+-[0-9.]+[a-z]*$");
/// Another value follows, so that neither is the default: "默认 5 或 10".
static ALTERNATIVE: Pattern = Pattern::new(r#"^ *(?:⟨-or⟩|/|、|~|⟨-to⟩) *["'`a-z0-9]|^-[0-9]|^ *%"#);
/// Prose follows a bare word: "user locale", "CFG 值".
static PROSE: Pattern = Pattern::new(r"^(?: [a-z]| ?\p{Han})");

static DESCRIBING_WORD: Pattern = Pattern::new("^⟨describing word⟩$");

/// Reads the value at the beginning of a text.
pub(super) fn at(text: &str) -> Option<WrittenValue> {
    if let Some(found) = QUOTED.captures(text) {
        // Code is written with or without blanks around it; in quotes, they are part of the value.
        let code = found.get(2).map(|inner| inner.as_str().trim());
        let inner = code.or_else(|| Some(found.get(1).or_else(|| found.get(3))?.as_str()))?;
        return Some(WrittenValue { text: inner.to_owned(), form: Form::Quoted, length: found.get(0)?.len() });
    }
    let (form, found) = JSON
        .find(text)
        .map(|found| (Form::Json, found))
        .or_else(|| number(text).map(|found| (Form::Number, found)))
        .or_else(|| WORD.find(text).map(|found| (Form::Word, found)))?;
    Some(WrittenValue { text: found.as_str().to_owned(), form, length: found.len() })
}

/// Reads a text that is one value.
pub(super) fn whole(text: &str) -> Option<WrittenValue> {
    at(text).filter(|written| written.length == text.len())
}

fn number(text: &str) -> Option<regex::Match<'_>> {
    NUMBER.find(text).filter(|found| !CONTINUED.is_match(text.get(found.end()..).unwrap_or_default()))
}

impl WrittenValue {
    pub(super) fn is_quoted(&self) -> bool {
        self.form == Form::Quoted
    }

    /// Returns whether the value could be a word of prose: letters only.
    pub(super) fn is_plain_word(&self) -> bool {
        self.form == Form::Word && self.text.bytes().all(|byte| byte.is_ascii_alphabetic())
    }

    /// Returns whether the value contains digits, capital letters or joining characters, unlike prose.
    pub(super) fn is_code_like(&self) -> bool {
        let capitals = self.text.chars().filter(char::is_ascii_uppercase).count();
        let joined = self.text.chars().any(|c| c.is_ascii_digit() || "_:".contains(c));
        self.form == Form::Number || joined || capitals > 1
    }

    /// Returns whether the text can only be a value.
    pub(super) fn is_unmistakable(&self) -> bool {
        match self.form {
            Form::Quoted | Form::Number | Form::Json => true,
            Form::Word => self.as_boolean().is_some() || self.text.eq_ignore_ascii_case("null"),
        }
    }

    /// Returns whether the text after it shows that this is not a single value.
    pub(super) fn is_continued(&self, behind: &str) -> bool {
        ALTERNATIVE.is_match(behind) || (self.is_plain_word() && !self.is_unmistakable() && PROSE.is_match(behind))
    }

    /// Returns whether a value is not followed by prose: "default 1080p", but not "default v2 model".
    pub(super) fn is_clearly_ended(&self, behind: &str) -> bool {
        self.is_unmistakable() || (self.is_code_like() && !PROSE.is_match(behind))
    }

    /// Returns the value of the declared type; `None` if it is not of that type.
    pub(super) fn typed(&self, kind: FieldType) -> Option<Literal> {
        if self.form != Form::Quoted && self.text.eq_ignore_ascii_case("null") {
            return Some(Literal::Null);
        }
        match kind {
            FieldType::String => self.as_text(),
            FieldType::Integer => self.as_number().filter(NumberLiteral::is_integer).map(Literal::Number),
            FieldType::Number => self.as_number().map(Literal::Number),
            FieldType::Boolean => self.as_boolean().map(Literal::Bool),
            FieldType::Array | FieldType::Object => self.as_json(kind),
            FieldType::Unknown => self.as_looks(),
        }
    }

    /// Returns the value as an item of a list, where words such as "none" and "auto" are values too.
    pub(super) fn as_enum_value(&self, kind: FieldType) -> Option<Literal> {
        match kind {
            FieldType::String if self.form != Form::Json && (self.is_quoted() || !SPAN.is_match(&self.text)) => {
                Some(Literal::String(self.text.clone()))
            }
            _ => self.typed(kind),
        }
    }

    fn as_text(&self) -> Option<Literal> {
        let is_value = match self.form {
            Form::Quoted | Form::Number => true,
            Form::Json => false,
            Form::Word => !DESCRIBING_WORD.is_match(&self.text) && !SPAN.is_match(&self.text),
        };
        is_value.then(|| Literal::String(self.text.clone()))
    }

    pub(super) fn as_number(&self) -> Option<NumberLiteral> {
        let digits = WITH_UNIT.captures(&self.text).and_then(|found| found.get(1));
        number_text::decimal(digits.map_or(self.text.as_str(), |digits| digits.as_str()))
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.text.to_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    fn as_json(&self, kind: FieldType) -> Option<Literal> {
        let value: serde_json::Value = serde_json::from_str(&self.text).ok()?;
        (value.is_array() == (kind == FieldType::Array)).then(|| literal(&value)).flatten()
    }

    fn as_looks(&self) -> Option<Literal> {
        match self.form {
            Form::Json => literal(&serde_json::from_str(&self.text).ok()?),
            Form::Number => self.as_number().map(Literal::Number),
            Form::Word => self.as_boolean().map(Literal::Bool).or_else(|| self.as_text()),
            Form::Quoted => self.as_text(),
        }
    }
}

fn literal(value: &serde_json::Value) -> Option<Literal> {
    Some(match value {
        serde_json::Value::Null => Literal::Null,
        serde_json::Value::Bool(value) => Literal::Bool(*value),
        serde_json::Value::Number(number) => Literal::Number(number.to_string().parse().ok()?),
        serde_json::Value::String(text) => Literal::String(text.clone()),
        serde_json::Value::Array(items) => Literal::Array(items.iter().map(literal).collect::<Option<_>>()?),
        serde_json::Value::Object(members) => Literal::Object(
            members.iter().map(|(name, value)| Some((name.clone(), literal(value)?))).collect::<Option<_>>()?,
        ),
    })
}
