//! A limit on a value: what a keyword, a sentence or an overlay can demand.
//!
//! Specifications state limits and the checked model enforces them, so both speak of this one type;
//! where a limit came from is kept beside it (`spec::Stated`, `ir::Constraint`).

use std::fmt;

use crate::literal::NumberLiteral;

/// A limit on a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Values from here on, or above here where `exclusive`.
    Minimum {
        /// The end of the range.
        value: NumberLiteral,
        /// Whether the end itself lies outside.
        exclusive: bool,
    },
    /// Values up to here, or below here where `exclusive`.
    Maximum {
        /// The end of the range.
        value: NumberLiteral,
        /// Whether the end itself lies outside.
        exclusive: bool,
    },
    /// Multiples of a step.
    MultipleOf(NumberLiteral),
    /// Texts of at least so many characters.
    MinLength(u64),
    /// Texts of at most so many characters.
    MaxLength(u64),
    /// Texts in which a regular expression matches somewhere.
    Pattern(String),
    /// Lists of at least so many items.
    MinItems(u64),
    /// Lists of at most so many items.
    MaxItems(u64),
    /// Lists in which no item is there twice.
    UniqueItems,
}

/// What kind of demand a limit makes; a value has at most one limit of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitKind {
    /// A lower end of numbers.
    Minimum,
    /// An upper end of numbers.
    Maximum,
    /// A step.
    MultipleOf,
    /// A least number of characters.
    MinLength,
    /// A greatest number of characters.
    MaxLength,
    /// A form of text.
    Pattern,
    /// A least number of items.
    MinItems,
    /// A greatest number of items.
    MaxItems,
    /// No repetition.
    UniqueItems,
}

impl Limit {
    /// The kind of demand.
    pub fn kind(&self) -> LimitKind {
        match self {
            Self::Minimum { .. } => LimitKind::Minimum,
            Self::Maximum { .. } => LimitKind::Maximum,
            Self::MultipleOf(_) => LimitKind::MultipleOf,
            Self::MinLength(_) => LimitKind::MinLength,
            Self::MaxLength(_) => LimitKind::MaxLength,
            Self::Pattern(_) => LimitKind::Pattern,
            Self::MinItems(_) => LimitKind::MinItems,
            Self::MaxItems(_) => LimitKind::MaxItems,
            Self::UniqueItems => LimitKind::UniqueItems,
        }
    }

    /// Whether a value that keeps to `self` always keeps to `other`, both being of one kind.
    pub fn implies(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Minimum { value: a, exclusive: ax }, Self::Minimum { value: b, exclusive: bx }) => {
                a > b || (a == b && (*ax || !bx))
            }
            (Self::Maximum { value: a, exclusive: ax }, Self::Maximum { value: b, exclusive: bx }) => {
                a < b || (a == b && (*ax || !bx))
            }
            (Self::MinLength(a), Self::MinLength(b)) | (Self::MinItems(a), Self::MinItems(b)) => a >= b,
            (Self::MaxLength(a), Self::MaxLength(b)) | (Self::MaxItems(a), Self::MaxItems(b)) => a <= b,
            _ => self == other,
        }
    }
}

/// As docs and `explain` put it: `at least 1`, `at most 80 characters`.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minimum { value, exclusive: false } => write!(f, "at least {value}"),
            Self::Minimum { value, exclusive: true } => write!(f, "greater than {value}"),
            Self::Maximum { value, exclusive: false } => write!(f, "at most {value}"),
            Self::Maximum { value, exclusive: true } => write!(f, "less than {value}"),
            Self::MultipleOf(step) => write!(f, "a multiple of {step}"),
            Self::MinLength(length) => write!(f, "at least {length} {}", plural(*length, "character")),
            Self::MaxLength(length) => write!(f, "at most {length} {}", plural(*length, "character")),
            Self::Pattern(pattern) => write!(f, "matching `{pattern}`"),
            Self::MinItems(count) => write!(f, "at least {count} {}", plural(*count, "item")),
            Self::MaxItems(count) => write!(f, "at most {count} {}", plural(*count, "item")),
            Self::UniqueItems => f.write_str("no item twice"),
        }
    }
}

fn plural(count: u64, noun: &str) -> String {
    if count == 1 { noun.to_owned() } else { format!("{noun}s") }
}
