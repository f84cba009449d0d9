//! Violations of a payload, in the format of fal's own 422 responses.
//!
//! [`Violation`] describes both what the client finds before sending and the entries of `detail` in a response
//! (pydantic's format: `loc`, `msg`, `type`, `ctx`, `input`).

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One step of a path in a payload: a property name or an array index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// Index of an array item.
    Index(u64),
    /// Name of an object property.
    Name(Cow<'static, str>),
}

/// One violation of a payload: its path, its type and the limit that was exceeded.
///
/// ```
/// # use serde_json::json;
/// let violation: fal_sdk::Violation = serde_json::from_value(json!({
///     "loc": ["body", "num_images"],
///     "msg": "Input should be less than or equal to 4",
///     "type": "less_than_equal",
///     "ctx": {"le": 4},
///     "input": 12,
/// }))?;
/// assert_eq!(violation.pointer(), "/num_images");
/// assert_eq!(violation.to_string(), "/num_images must be at most 4, got 12");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Violation {
    /// Path of the value. The first step is `body`, as in fal's responses.
    #[serde(default)]
    pub loc: Vec<Step>,
    /// Description in one sentence, in pydantic's wording.
    #[serde(default)]
    pub msg: String,
    /// Type of violation, e.g. `less_than_equal`, `missing`, `string_too_long`, `one_of`.
    #[serde(default)]
    pub r#type: Cow<'static, str>,
    /// The limit, under pydantic's name for it, e.g. `{"le": 4}`.
    #[serde(default, skip_serializing_if = "Map::is_empty", deserialize_with = "object_or_empty")]
    pub ctx: Map<String, Value>,
    /// The rejected value, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Value>,
    /// Provenance of the limit: a keyword of the specification, an overlay or a phrase of a description. `None` in
    /// violations reported by the server.
    #[serde(skip)]
    pub provenance: Option<String>,
}

fn object_or_empty<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(object) => object,
        _ => Map::new(),
    })
}

impl Violation {
    /// Returns the JSON pointer of the value in the payload, e.g. `/images/0/url`; empty for the payload itself.
    pub fn pointer(&self) -> String {
        self.steps().iter().fold(String::new(), |pointer, step| match step {
            Step::Index(index) => format!("{pointer}/{index}"),
            Step::Name(name) => format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")),
        })
    }

    /// Returns the name of the request field that contains the value; `None` for the payload itself.
    pub fn field(&self) -> Option<&str> {
        self.steps().iter().find_map(|step| match step {
            Step::Name(name) => Some(name.as_ref()),
            Step::Index(_) => None,
        })
    }

    /// Returns the path without the leading `body`.
    fn steps(&self) -> &[Step] {
        match self.loc.split_first() {
            Some((Step::Name(first), rest)) if first == "body" => rest,
            _ => &self.loc,
        }
    }

    /// Returns the requirement as text, if the type is known and the limit is present.
    fn requirement(&self) -> Option<String> {
        let limit = |name: &str| self.ctx.get(name).map(ToString::to_string);
        let requirement = match self.r#type.as_ref() {
            "greater_than_equal" => format!("must be at least {}", limit("ge")?),
            "less_than_equal" => format!("must be at most {}", limit("le")?),
            "greater_than" => format!("must be greater than {}", limit("gt")?),
            "less_than" => format!("must be less than {}", limit("lt")?),
            "multiple_of" => format!("must be a multiple of {}", limit("multiple_of")?),
            "string_too_short" => format!("must have at least {} characters", limit("min_length")?),
            "string_too_long" => format!("must have at most {} characters", limit("max_length")?),
            "sequence_too_short" | "too_short" => format!("must have at least {} items", limit("min_length")?),
            "sequence_too_long" | "too_long" => format!("must have at most {} items", limit("max_length")?),
            "string_pattern_mismatch" => format!("must match the pattern {}", limit("pattern")?),
            "one_of" => format!("must be one of {}", list(self.ctx.get("expected")?)),
            "missing" => "is required".to_owned(),
            _ => return None,
        };
        Some(requirement)
    }
}

fn list(expected: &Value) -> String {
    match expected {
        Value::Array(values) => values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Maximum length of a rejected value in a message, in characters.
const EXCERPT: usize = 60;

fn excerpt(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// `/num_images must be at most 4, got 12`, followed by the provenance of the limit in parentheses.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = self.pointer();
        let subject = if pointer.is_empty() { "the value" } else { &pointer };
        match self.requirement() {
            Some(requirement) => write!(f, "{subject} {requirement}")?,
            None => write!(f, "{subject}: {}", if self.msg.is_empty() { &self.r#type } else { self.msg.as_str() })?,
        }
        match &self.input {
            Some(input) if self.r#type != "missing" => write!(f, ", got {}", excerpt(input))?,
            _ => {}
        }
        self.provenance.as_ref().map_or(Ok(()), |provenance| write!(f, " ({provenance})"))
    }
}

impl std::error::Error for Violation {}
