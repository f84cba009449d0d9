//! Limits on values, as JSON Schema defines them.
//!
//! Specifications state limits and the checked model enforces them, so both use this type. The source of a
//! limit is kept next to it: `spec::SchemaLimit` in a specification, `ir::Constraint` in the model.
//!
//! Matches in this module are exhaustive, so a new kind of limit is a compile error in each function.

use std::{cmp::Ordering, fmt};

use crate::literal::{Literal, NumberLiteral};

/// A limit on a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The number is greater than or equal to `value`.
    Minimum {
        /// The bound.
        value: NumberLiteral,
        /// Whether the bound itself is excluded.
        exclusive: bool,
    },
    /// The number is less than or equal to `value`.
    Maximum {
        /// The bound.
        value: NumberLiteral,
        /// Whether the bound itself is excluded.
        exclusive: bool,
    },
    /// The number is a multiple of this step.
    MultipleOf(NumberLiteral),
    /// The string has at least this many characters.
    MinLength(u64),
    /// The string has at most this many characters.
    MaxLength(u64),
    /// The string contains a match of this regular expression.
    Pattern(String),
    /// The array has at least this many items.
    MinItems(u64),
    /// The array has at most this many items.
    MaxItems(u64),
    /// The items of the array are distinct.
    UniqueItems,
    /// The object has at least this many properties.
    MinProperties(u64),
    /// The object has at most this many properties.
    MaxProperties(u64),
}

/// The kind of a limit. A type has at most one limit of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitKind {
    /// A lower bound of a number.
    Minimum,
    /// An upper bound of a number.
    Maximum,
    /// A step of a number.
    MultipleOf,
    /// A lower bound of a string's length.
    MinLength,
    /// An upper bound of a string's length.
    MaxLength,
    /// A pattern of a string.
    Pattern,
    /// A lower bound of an array's length.
    MinItems,
    /// An upper bound of an array's length.
    MaxItems,
    /// Distinct items of an array.
    UniqueItems,
    /// A lower bound of an object's number of properties.
    MinProperties,
    /// An upper bound of an object's number of properties.
    MaxProperties,
}

/// What a limit measures. Two bounds of one quantity form a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The value of a number.
    Value,
    /// The number of characters of a string.
    Length,
    /// The number of items of an array.
    Items,
    /// The number of properties of an object.
    Properties,
}

/// Which end of a range a limit bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The lower end.
    Lower,
    /// The upper end.
    Upper,
}

impl LimitKind {
    /// All kinds.
    pub const ALL: [Self; 11] = [
        Self::Minimum,
        Self::Maximum,
        Self::MultipleOf,
        Self::MinLength,
        Self::MaxLength,
        Self::Pattern,
        Self::MinItems,
        Self::MaxItems,
        Self::UniqueItems,
        Self::MinProperties,
        Self::MaxProperties,
    ];

    /// Returns the bounded quantity; `None` for limits that are not a bound.
    pub fn bound(self) -> Option<(Quantity, Bound)> {
        match self {
            Self::Minimum => Some((Quantity::Value, Bound::Lower)),
            Self::Maximum => Some((Quantity::Value, Bound::Upper)),
            Self::MinLength => Some((Quantity::Length, Bound::Lower)),
            Self::MaxLength => Some((Quantity::Length, Bound::Upper)),
            Self::MinItems => Some((Quantity::Items, Bound::Lower)),
            Self::MaxItems => Some((Quantity::Items, Bound::Upper)),
            Self::MinProperties => Some((Quantity::Properties, Bound::Lower)),
            Self::MaxProperties => Some((Quantity::Properties, Bound::Upper)),
            Self::MultipleOf | Self::Pattern | Self::UniqueItems => None,
        }
    }
}

impl Limit {
    /// Returns the kind.
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
            Self::MinProperties(_) => LimitKind::MinProperties,
            Self::MaxProperties(_) => LimitKind::MaxProperties,
        }
    }

    /// Returns the JSON Schema keyword and its value.
    pub fn keyword(&self) -> (&'static str, Literal) {
        let count = |count: &u64| Literal::Number(NumberLiteral::from(*count));
        match self {
            Self::Minimum { value, exclusive: false } => ("minimum", Literal::Number(value.clone())),
            Self::Minimum { value, exclusive: true } => ("exclusiveMinimum", Literal::Number(value.clone())),
            Self::Maximum { value, exclusive: false } => ("maximum", Literal::Number(value.clone())),
            Self::Maximum { value, exclusive: true } => ("exclusiveMaximum", Literal::Number(value.clone())),
            Self::MultipleOf(step) => ("multipleOf", Literal::Number(step.clone())),
            Self::MinLength(length) => ("minLength", count(length)),
            Self::MaxLength(length) => ("maxLength", count(length)),
            Self::Pattern(pattern) => ("pattern", Literal::String(pattern.clone())),
            Self::MinItems(items) => ("minItems", count(items)),
            Self::MaxItems(items) => ("maxItems", count(items)),
            Self::UniqueItems => ("uniqueItems", Literal::Bool(true)),
            Self::MinProperties(properties) => ("minProperties", count(properties)),
            Self::MaxProperties(properties) => ("maxProperties", count(properties)),
        }
    }

    /// Returns the number of a numeric limit: the bound, or the step.
    pub fn number(&self) -> Option<&NumberLiteral> {
        match self {
            Self::Minimum { value, .. } | Self::Maximum { value, .. } | Self::MultipleOf(value) => Some(value),
            Self::MinLength(_)
            | Self::MaxLength(_)
            | Self::Pattern(_)
            | Self::MinItems(_)
            | Self::MaxItems(_)
            | Self::UniqueItems
            | Self::MinProperties(_)
            | Self::MaxProperties(_) => None,
        }
    }

    /// Returns the count of a limit on a length or a number of items.
    pub fn count(&self) -> Option<u64> {
        match self {
            Self::MinLength(count)
            | Self::MaxLength(count)
            | Self::MinItems(count)
            | Self::MaxItems(count)
            | Self::MinProperties(count)
            | Self::MaxProperties(count) => Some(*count),
            Self::Minimum { .. }
            | Self::Maximum { .. }
            | Self::MultipleOf(_)
            | Self::Pattern(_)
            | Self::UniqueItems => None,
        }
    }

    /// Returns whether a number satisfies the limit. Limits of other types of values are satisfied.
    pub fn accepts_number(&self, number: &NumberLiteral) -> bool {
        match self {
            Self::Minimum { value, exclusive } => number > value || (number == value && !exclusive),
            Self::Maximum { value, exclusive } => number < value || (number == value && !exclusive),
            Self::MultipleOf(step) => is_multiple(number, step),
            Self::MinLength(_)
            | Self::MaxLength(_)
            | Self::Pattern(_)
            | Self::MinItems(_)
            | Self::MaxItems(_)
            | Self::UniqueItems
            | Self::MinProperties(_)
            | Self::MaxProperties(_) => true,
        }
    }

    /// Returns whether the bound itself is excluded.
    pub fn is_exclusive(&self) -> bool {
        match self {
            Self::Minimum { exclusive, .. } | Self::Maximum { exclusive, .. } => *exclusive,
            Self::MultipleOf(_)
            | Self::MinLength(_)
            | Self::MaxLength(_)
            | Self::Pattern(_)
            | Self::MinItems(_)
            | Self::MaxItems(_)
            | Self::UniqueItems
            | Self::MinProperties(_)
            | Self::MaxProperties(_) => false,
        }
    }

    /// Returns whether every value that satisfies `self` satisfies `other`. Limits of two kinds do not imply
    /// each other.
    pub fn implies(&self, other: &Self) -> bool {
        if self.kind() != other.kind() {
            return false;
        }
        let Some((_, bound)) = self.kind().bound() else { return self == other };
        let tighter = match bound {
            Bound::Lower => Ordering::Greater,
            Bound::Upper => Ordering::Less,
        };
        match self.compare_bounds(other) {
            Some(Ordering::Equal) => self.is_exclusive() || !other.is_exclusive(),
            order => order == Some(tighter),
        }
    }

    /// Returns whether no value satisfies both `self`, a lower bound, and `upper`, an upper bound of the same
    /// quantity. With `integer` only integers are values.
    pub fn excludes(&self, upper: &Self, integer: bool) -> bool {
        let Some((quantity, Bound::Lower)) = self.kind().bound() else { return false };
        if upper.kind().bound() != Some((quantity, Bound::Upper)) {
            return false;
        }
        let open_bounds = i128::from(self.is_exclusive()) + i128::from(upper.is_exclusive());
        let gap = || Some(upper.number()?.as_i128()? - self.number()?.as_i128()?);
        match self.compare_bounds(upper) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => open_bounds > 0,
            Some(Ordering::Less) | None => integer && gap().is_some_and(|gap| gap < open_bounds),
        }
    }

    fn compare_bounds(&self, other: &Self) -> Option<Ordering> {
        match (self.number(), other.number()) {
            (Some(own), Some(others)) => Some(own.cmp(others)),
            (None, None) => Some(self.count()?.cmp(&other.count()?)),
            (Some(_), None) | (None, Some(_)) => None,
        }
    }
}

/// Writes the limit as a phrase for documentation: `at least 1`, `at most 80 characters`.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minimum { value, exclusive: false } => write!(f, "at least {value}"),
            Self::Minimum { value, exclusive: true } => write!(f, "greater than {value}"),
            Self::Maximum { value, exclusive: false } => write!(f, "at most {value}"),
            Self::Maximum { value, exclusive: true } => write!(f, "less than {value}"),
            Self::MultipleOf(step) => write!(f, "a multiple of {step}"),
            Self::MinLength(length) => write!(f, "at least {length} {}", plural(*length, "character", "characters")),
            Self::MaxLength(length) => write!(f, "at most {length} {}", plural(*length, "character", "characters")),
            Self::Pattern(pattern) => write!(f, "matching `{pattern}`"),
            Self::MinItems(count) => write!(f, "at least {count} {}", plural(*count, "item", "items")),
            Self::MaxItems(count) => write!(f, "at most {count} {}", plural(*count, "item", "items")),
            Self::UniqueItems => f.write_str("no item twice"),
            Self::MinProperties(count) => write!(f, "at least {count} {}", plural(*count, "property", "properties")),
            Self::MaxProperties(count) => write!(f, "at most {count} {}", plural(*count, "property", "properties")),
        }
    }
}

/// Divides integers exactly, and compares the rounded quotient of others, as the runtime does.
fn is_multiple(number: &NumberLiteral, step: &NumberLiteral) -> bool {
    const TOLERANCE: f64 = 1e-9;
    if let (Some(number), Some(step)) = (number.as_i128(), step.as_i128()) {
        return number.checked_rem(step).is_none_or(|rest| rest == 0);
    }
    let (Some(number), Some(step)) = (number.as_f64(), step.as_f64()) else { return true };
    let quotient = number / step;
    (quotient - quotient.round()).abs() <= TOLERANCE * quotient.abs().max(1.0)
}

fn plural<'n>(count: u64, one: &'n str, many: &'n str) -> &'n str {
    if count == 1 { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> NumberLiteral {
        text.parse().unwrap_or_else(|_| panic!("{text} is a number"))
    }

    fn minimum(text: &str, exclusive: bool) -> Limit {
        Limit::Minimum { value: number(text), exclusive }
    }

    fn maximum(text: &str, exclusive: bool) -> Limit {
        Limit::Maximum { value: number(text), exclusive }
    }

    #[test]
    fn the_tighter_bound_implies_the_other() {
        assert!(minimum("2", false).implies(&minimum("1", true)));
        assert!(minimum("1", true).implies(&minimum("1", false)));
        assert!(!minimum("1", false).implies(&minimum("1", true)));
        assert!(maximum("1", false).implies(&maximum("2", false)));
        assert!(Limit::MinItems(2).implies(&Limit::MinItems(1)));
        assert!(!Limit::MaxLength(2).implies(&Limit::MaxLength(1)));
        assert!(Limit::UniqueItems.implies(&Limit::UniqueItems));
        assert!(!Limit::MinItems(2).implies(&Limit::MinLength(1)));
    }

    #[test]
    fn bounds_without_a_value_between_them_exclude_each_other() {
        assert!(minimum("2", false).excludes(&maximum("1", false), false));
        assert!(!minimum("1", false).excludes(&maximum("1", false), true));
        assert!(minimum("1", true).excludes(&maximum("1", false), false));
        assert!(minimum("1", true).excludes(&maximum("2", true), true));
        assert!(!minimum("1", true).excludes(&maximum("2", true), false));
        assert!(Limit::MinItems(3).excludes(&Limit::MaxItems(2), false));
        assert!(!Limit::MinItems(3).excludes(&Limit::MaxLength(2), false));
    }
}
