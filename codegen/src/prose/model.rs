//! Input and output of the prose rules: the text of a field, and the statements found in it.

use crate::{Limit, Literal, NumberLiteral, ir::Confidence};

/// The description of a field, with the type and the name of the field.
#[derive(Clone, Copy, Debug)]
pub struct FieldText<'a> {
    /// The description.
    pub text: &'a str,
    /// The declared type.
    pub ty: FieldType,
    /// The field's name; empty if unknown.
    pub name: &'a str,
}

/// The declared JSON type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
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

impl FieldType {
    /// Returns whether the values of the type are numbers.
    pub(super) fn is_numeric(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }
}

/// A statement of a description, with its provenance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The default or limit.
    pub statement: Statement,
    /// The name of the rule that matched, for documentation and reports.
    pub rule: &'static str,
    /// The phrase that was matched, quoted from the description.
    pub phrase: String,
    /// How explicit the phrase is.
    pub confidence: Confidence,
}

/// A default or a limit that a description states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// The value used when the field is absent.
    Default(Literal),
    /// The lower bound of a number.
    Minimum {
        /// The bound.
        value: NumberLiteral,
        /// Whether the bound itself is not allowed.
        exclusive: bool,
    },
    /// The upper bound of a number.
    Maximum {
        /// The bound.
        value: NumberLiteral,
        /// Whether the bound itself is not allowed.
        exclusive: bool,
    },
    /// All allowed values, in the order of the text.
    OneOf(Vec<Literal>),
    /// The minimum number of characters.
    MinLength(u64),
    /// The maximum number of characters.
    MaxLength(u64),
    /// The minimum number of items.
    MinItems(u64),
    /// The maximum number of items.
    MaxItems(u64),
}

/// The property of a value that a statement is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Aspect {
    Default,
    Range,
    EnumValues,
    Length,
    ItemCount,
}

impl Statement {
    /// Returns the limit; `None` for a default and for a list of allowed values.
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

    /// Returns the property of a value that the statement is about.
    pub(super) fn aspect(&self) -> Aspect {
        match self {
            Self::Default(_) => Aspect::Default,
            Self::Minimum { .. } | Self::Maximum { .. } => Aspect::Range,
            Self::OneOf(_) => Aspect::EnumValues,
            Self::MinLength(_) | Self::MaxLength(_) => Aspect::Length,
            Self::MinItems(_) | Self::MaxItems(_) => Aspect::ItemCount,
        }
    }
}
