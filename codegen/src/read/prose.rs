//! Limits written in words: "默认值：3.5  范围值1-20", "Must be between 0 and 1".
//!
//! [`derive()`] reads one description and says which default, bounds, list, lengths and counts it states,
//! by which rule and in which words. It is built for precision: a wrong limit refuses what upstream
//! allows, a missed one costs nothing. So a number counts only where a known phrasing introduces it, and
//! advice, examples, conditions and limits of other things take it away again.
//!
//! What it does not do: decide whether a limit is enforced (the caller does, from [`Strength`] and from
//! where the document came), combine prose with schema keywords, or read formats, units and requiredness.
//!
//! The text is first brought into one spelling; then each of the rules reads it on its own; what
//! they found must finally agree. To teach a new wording, find the rule it belongs to and add a row to
//! its table; to teach a new trap, see `traps` (advice, examples, conditions) and `things` (other things).

mod agree;
mod bare;
mod bound;
mod codes;
mod compare;
mod counts;
mod default;
mod doubt;
mod exact;
mod fold;
mod limit;
mod list;
mod members;
mod names;
mod pattern;
mod range;
mod reading;
mod scale;
#[cfg(test)]
mod tests;
mod things;
mod traps;
mod units;
mod value;
mod words;

use crate::{Limit, Literal, NumberLiteral};
pub use doubt::{Doubt, doubts};
use reading::Reading;

/// What is known of the field whose description is read.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The description.
    pub text: &'a str,
    /// The declared type.
    pub kind: Kind,
    /// The field's name; empty if unknown.
    pub name: &'a str,
}

/// The declared type of a field, as far as prose cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `"type": "string"`
    String,
    /// `"type": "integer"`
    Integer,
    /// `"type": "number"`
    Number,
    /// `"type": "boolean"`
    Boolean,
    /// `"type": "array"`
    Array,
    /// `"type": "object"`
    Object,
    /// No type is declared, or several.
    Unknown,
}

/// One thing that the description states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it states.
    pub claim: Claim,
    /// The rule that read it: a stable name for documentation and reports.
    pub rule: &'static str,
    /// The exact words of the description it was read from.
    pub words: String,
    /// How firmly it is stated.
    pub strength: Strength,
}

/// How firmly something is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Stated with a keyword, or in a form that states nothing else.
    Stated,
    /// Implied by the two ends of a scale; upstream may allow more.
    ScaleEnds,
}

/// A default or a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The value used when the field is absent.
    Default(Literal),
    /// The least value.
    Minimum {
        /// The bound.
        value: NumberLiteral,
        /// Whether the bound itself is not allowed.
        exclusive: bool,
    },
    /// The greatest value.
    Maximum {
        /// The bound.
        value: NumberLiteral,
        /// Whether the bound itself is not allowed.
        exclusive: bool,
    },
    /// All allowed values, in the order of the text.
    OneOf(Vec<Literal>),
    /// The least number of characters.
    MinLength(u64),
    /// The greatest number of characters.
    MaxLength(u64),
    /// The least number of items.
    MinItems(u64),
    /// The greatest number of items.
    MaxItems(u64),
}

impl Claim {
    /// The limit that is claimed; defaults and lists are none.
    pub fn limit(&self) -> Option<Limit> {
        Some(match self {
            Self::Minimum { value, exclusive } => Limit::Minimum { value: value.clone(), exclusive: *exclusive },
            Self::Maximum { value, exclusive } => Limit::Maximum { value: value.clone(), exclusive: *exclusive },
            Self::MinLength(length) => Limit::MinLength(*length),
            Self::MaxLength(length) => Limit::MaxLength(*length),
            Self::MinItems(count) => Limit::MinItems(*count),
            Self::MaxItems(count) => Limit::MaxItems(*count),
            Self::Default(_) | Self::OneOf(_) => return None,
        })
    }
}

/// The rules, each of which reads the whole text on its own. They yield to each other only where
/// [`agree`] says so.
const RULES: &[fn(&Reading<'_>) -> Vec<Finding>] = &[
    default::defaults,
    range::ranges,
    bound::bounds,
    compare::chains,
    counts::counts,
    exact::sizes,
    list::lists,
    bare::bare_lists,
    codes::code_table,
    scale::scale_ends,
];

/// What the description of a field states about its values.
pub fn derive(subject: &Subject<'_>) -> Vec<Finding> {
    let reading = Reading::new(subject);
    agree::agreeing(RULES.iter().flat_map(|rule| rule(&reading)).collect())
}
