//! One fault of a payload, in the words of fal's own 422 answers.
//!
//! The same type describes a fault that was found here, before anything was sent, and an item of
//! the `detail` list that fal's server answers with (pydantic's shape: `loc`, `msg`, `type`, `ctx`,
//! `input`), so both read the same. Who finds faults: `wire` and `checked`; who reports them:
//! `error`.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One step of the way to a value: a member's name or an item's index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// The index of a list's item.
    Index(u64),
    /// The name of an object's member.
    Name(Cow<'static, str>),
}

/// One fault of a payload: where, what kind, and the limit that was crossed.
///
/// ```
/// # use serde_json::json;
/// let fault: fal_sdk::Violation = serde_json::from_value(json!({
///     "loc": ["body", "num_images"],
///     "msg": "Input should be less than or equal to 4",
///     "type": "less_than_equal",
///     "ctx": {"le": 4},
///     "input": 12,
/// }))?;
/// assert_eq!(fault.pointer(), "/num_images");
/// assert_eq!(fault.to_string(), "/num_images must be at most 4, got 12");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Violation {
    /// The way to the value; the first step is `body`, as in fal's answers.
    #[serde(default)]
    pub loc: Vec<Step>,
    /// The fault in one sentence, in pydantic's words.
    #[serde(default)]
    pub msg: String,
    /// The kind of fault, e.g. `less_than_equal`, `missing`, `string_too_long`, `one_of`.
    #[serde(default)]
    pub r#type: Cow<'static, str>,
    /// The limit by pydantic's names, e.g. `{"le": 4}`.
    #[serde(default, skip_serializing_if = "Map::is_empty", deserialize_with = "object_or_nothing")]
    pub ctx: Map<String, Value>,
    /// The value that was refused, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Value>,
    /// What the limit rests on, where it was found here: a keyword of the specification, or the words
    /// of its prose.
    #[serde(skip)]
    pub basis: Option<String>,
}

fn object_or_nothing<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(members) => members,
        _ => Map::new(),
    })
}

impl Violation {
    /// The JSON pointer of the value inside the payload, e.g. `/images/0/url`; empty for the payload itself.
    pub fn pointer(&self) -> String {
        self.steps().iter().fold(String::new(), |pointer, step| match step {
            Step::Index(index) => format!("{pointer}/{index}"),
            Step::Name(name) => format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")),
        })
    }

    /// The field of the request that is at fault, or that the value at fault is below; `None` for the payload itself.
    pub fn field(&self) -> Option<&str> {
        self.steps().iter().find_map(|step| match step {
            Step::Name(name) => Some(name.as_ref()),
            Step::Index(_) => None,
        })
    }

    /// The way without the step that stands for the payload.
    fn steps(&self) -> &[Step] {
        match self.loc.split_first() {
            Some((Step::Name(first), rest)) if first == "body" => rest,
            _ => &self.loc,
        }
    }

    /// The demand in words, where the kind and its limit are known.
    fn demand(&self) -> Option<String> {
        let limit = |name: &str| self.ctx.get(name).map(ToString::to_string);
        let demand = match self.r#type.as_ref() {
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
        Some(demand)
    }
}

fn list(expected: &Value) -> String {
    match expected {
        Value::Array(values) => values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// The longest part of a refused value that a message repeats, in characters.
const SHOWN: usize = 60;

fn excerpt(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// `/num_images must be at most 4, got 12`, and in brackets what the limit rests on.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = self.pointer();
        let place = if pointer.is_empty() { "the value" } else { &pointer };
        match self.demand() {
            Some(demand) => write!(f, "{place} {demand}")?,
            None => write!(f, "{place}: {}", if self.msg.is_empty() { &self.r#type } else { self.msg.as_str() })?,
        }
        match &self.input {
            Some(input) if self.r#type != "missing" => write!(f, ", got {}", excerpt(input))?,
            _ => {}
        }
        self.basis.as_ref().map_or(Ok(()), |basis| write!(f, " ({basis})"))
    }
}

impl std::error::Error for Violation {}
