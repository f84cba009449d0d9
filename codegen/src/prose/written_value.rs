//! A single value as texts write it: quoted, a number, `true`, an identifier, a JSON list.
//!
//! What such a value *is* depends on the declared type of the field: `2` is a text for a string.
//! Where values stand and what they mean there is for the rules.

use super::{model::FieldType, number_text, pattern::Pattern};
use crate::{Literal, NumberLiteral};

/// A value and how it was written.
#[derive(Clone, Debug)]
pub(super) struct WrittenValue {
    pub(super) text: String,
    form: Form,
    /// How many bytes of the text it takes, quotes included.
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
/// Letters, digits and what joins them; a colon joins digits only, a slash what looks like a MIME type.
static WORD: Pattern = Pattern::new(concat!(
    r"^(?:(?:image|video|audio|text|application)/[a-z0-9.+-]+|[0-9]+(?:\.[0-9]+)?(?:[:x*][0-9]+(?:\.[0-9]+)?)+p?",
    r"|[.#]?[a-z0-9_]+(?:[_.+#@-]+[a-z0-9_]+)*)",
));
static JSON: Pattern = Pattern::new(r"^(?:\[[^\[\]\n]{0,200}\]|\{[^{}\n]{0,200}\})");
/// What makes a number a part of something longer: `1080p`, `1:1`, `512x512`, `1-10`, `50%`.
static CONTINUED: Pattern = Pattern::new(r"^(?:[a-z_%]|[:x*/.~-][a-z0-9])");
/// A number with its unit glued on; a numeric field means the number.
static WITH_UNIT: Pattern = Pattern::new(r"^(-?[0-9]+(?:\.[0-9]+)?)(?:s|secs?|ms|px|fps)$");
/// Two numbers in one word are a range, not a value.
static SPAN: Pattern = Pattern::new(r"^[0-9.]+-[0-9.]+[a-z]*$");
/// Another value follows: "默认 5 或 10" names no default.
static ALTERNATIVE: Pattern = Pattern::new(r#"^ *(?:或者?|or\b|/|、|~|至|到|to\b) *["'`a-z0-9]|^-[0-9]|^ *%"#);
/// Prose goes on right behind a bare word: "user locale", "CFG 值".
static PROSE: Pattern = Pattern::new(r"^(?: [a-z]| ?\p{Han})");

/// Words that begin the description of a value instead of being one.
const DESCRIBING: &str = "a all an and any are as at auto-generated automatically be behavior behaviour by current default \
    defaults empty for from if in inf is it its may must nil no none not of on one or random same setting settings should \
    that the this to undefined unlimited unset use uses using value values we what whatever when which will with you your";

/// The value at the beginning of a text.
pub(super) fn at(text: &str) -> Option<WrittenValue> {
    if let Some(found) = QUOTED.captures(text) {
        let inner = (1..=3).find_map(|group| found.get(group))?.as_str();
        return Some(WrittenValue { text: inner.trim().to_owned(), form: Form::Quoted, length: found.get(0)?.len() });
    }
    let (form, found) = JSON
        .find(text)
        .map(|found| (Form::Json, found))
        .or_else(|| number(text).map(|found| (Form::Number, found)))
        .or_else(|| WORD.find(text).map(|found| (Form::Word, found)))?;
    Some(WrittenValue { text: found.as_str().to_owned(), form, length: found.len() })
}

/// The value that a whole piece of text is.
pub(super) fn whole(text: &str) -> Option<WrittenValue> {
    at(text).filter(|written| written.length == text.len())
}

fn is_describing(word: &str) -> bool {
    DESCRIBING.split_whitespace().any(|known| known.eq_ignore_ascii_case(word))
}

fn number(text: &str) -> Option<regex::Match<'_>> {
    NUMBER.find(text).filter(|found| !CONTINUED.found_in(text.get(found.end()..).unwrap_or_default()))
}

impl WrittenValue {
    pub(super) fn is_quoted(&self) -> bool {
        self.form == Form::Quoted
    }

    /// A word that could be ordinary prose: letters only.
    pub(super) fn is_plain_word(&self) -> bool {
        self.form == Form::Word && self.text.bytes().all(|byte| byte.is_ascii_alphabetic())
    }

    /// Digits, capitals or joining signs: nothing that prose is made of.
    pub(super) fn is_code_like(&self) -> bool {
        let capitals = self.text.chars().filter(char::is_ascii_uppercase).count();
        let signs = self.text.chars().any(|sign| sign.is_ascii_digit() || "_:".contains(sign));
        self.form == Form::Number || signs || capitals > 1
    }

    /// Whether nothing but a value is written like this.
    pub(super) fn is_unmistakable(&self) -> bool {
        match self.form {
            Form::Quoted | Form::Number | Form::Json => true,
            Form::Word => self.as_boolean().is_some() || self.text.eq_ignore_ascii_case("null"),
        }
    }

    /// Whether the text behind shows that this was no single value.
    pub(super) fn is_continued(&self, behind: &str) -> bool {
        ALTERNATIVE.found_in(behind) || (self.is_plain_word() && !self.is_unmistakable() && PROSE.found_in(behind))
    }

    /// Whether no prose goes on behind something that is clearly a value: "default 1080p", not "default v2 model".
    pub(super) fn is_clearly_ended(&self, behind: &str) -> bool {
        self.is_unmistakable() || (self.is_code_like() && !PROSE.found_in(behind))
    }

    /// The value as the declared type has it; `None` where it cannot be of that type.
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

    /// The value as a member of a list, where words like "none" and "auto" are values too.
    pub(super) fn as_member(&self, kind: FieldType) -> Option<Literal> {
        match kind {
            FieldType::String if self.form != Form::Json && (self.is_quoted() || !SPAN.found_in(&self.text)) => {
                Some(Literal::String(self.text.clone()))
            }
            _ => self.typed(kind),
        }
    }

    fn as_text(&self) -> Option<Literal> {
        let is_value = match self.form {
            Form::Quoted | Form::Number => true,
            Form::Json => false,
            Form::Word => !is_describing(&self.text) && !SPAN.found_in(&self.text),
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
