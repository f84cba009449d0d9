//! Lists within limits of length, and lists without repetition.

use std::{collections::HashSet, fmt, marker::PhantomData, ops::Deref};

use serde_json::Value;

use super::{Basis, Refusal, serde_through_wire};
use crate::json::codec::{Fault, Walk, Wire, to_json};

/// The limits of one list field; generated code implements it for a zero-sized name.
pub trait ListLimits: 'static {
    /// The field's name on the wire.
    const FIELD: &'static str;
    /// The limits.
    const RULES: ListRules;
}

/// The limits of a list.
#[derive(Clone, Copy, Debug)]
pub struct ListRules {
    min_items: Option<(usize, Basis)>,
    max_items: Option<(usize, Basis)>,
    unique: Option<Basis>,
}

impl ListRules {
    /// No limits.
    #[allow(clippy::new_without_default, reason = "constants cannot call `Default`")]
    pub const fn new() -> Self {
        Self { min_items: None, max_items: None, unique: None }
    }

    /// Lists of at least `count` items.
    #[must_use]
    pub const fn min_items(self, count: usize, basis: Basis) -> Self {
        Self { min_items: Some((count, basis)), ..self }
    }

    /// Lists of at most `count` items.
    #[must_use]
    pub const fn max_items(self, count: usize, basis: Basis) -> Self {
        Self { max_items: Some((count, basis)), ..self }
    }

    /// Lists in which no item is there twice.
    #[must_use]
    pub const fn unique(self, basis: Basis) -> Self {
        Self { unique: Some(basis), ..self }
    }

    fn check<T: Wire>(&self, items: &[T]) -> Result<(), Fault> {
        let count = items.len();
        match (self.min_items, self.max_items, self.unique) {
            (Some((least, basis)), _, _) if count < least => {
                let msg = format!("List should have at least {least} items, not {count}");
                Err(Fault::new("sequence_too_short", msg).limit("min_length", least, Some(basis.to_string())))
            }
            (_, Some((most, basis)), _) if count > most => {
                let msg = format!("List should have at most {most} items, not {count}");
                Err(Fault::new("sequence_too_long", msg).limit("max_length", most, Some(basis.to_string())))
            }
            (_, _, Some(basis)) if !unique(items) => {
                let msg = "List should not have the same item twice";
                Err(Fault { basis: Some(basis.to_string()), ..Fault::new("unique_items", msg) })
            }
            _ => Ok(()),
        }
    }
}

/// Whether no two items are the same on the wire.
fn unique<T: Wire>(items: &[T]) -> bool {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().all(|item| to_json(item).map_or(true, |json| seen.insert(json.to_string())))
}

/// A list that keeps to the limits `L`. It reads like a slice.
pub struct List<T, L: ListLimits>(Vec<T>, PhantomData<fn() -> L>);

impl<T, L: ListLimits> List<T, L> {
    /// A list past every limit, sent as it is. The server may refuse it, and bill the attempt.
    pub fn unchecked(items: impl Into<Vec<T>>) -> Self {
        Self(items.into(), PhantomData)
    }

    /// The items.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T, L: ListLimits> Deref for List<T, L> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Clone, L: ListLimits> Clone for List<T, L> {
    fn clone(&self) -> Self {
        Self::unchecked(self.0.clone())
    }
}

impl<T: PartialEq, L: ListLimits> PartialEq for List<T, L> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: fmt::Debug, L: ListLimits> fmt::Debug for List<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Wire, L: ListLimits> TryFrom<Vec<T>> for List<T, L> {
    type Error = Refusal;

    fn try_from(items: Vec<T>) -> Result<Self, Refusal> {
        match L::RULES.check(&items) {
            Ok(()) => Ok(Self::unchecked(items)),
            Err(fault) => Err(Refusal::new(L::FIELD, fault, to_json(&items).unwrap_or(Value::Null))),
        }
    }
}

impl<T: Wire, L: ListLimits, const N: usize> TryFrom<[T; N]> for List<T, L> {
    type Error = Refusal;

    fn try_from(items: [T; N]) -> Result<Self, Refusal> {
        Self::try_from(Vec::from(items))
    }
}

impl<T: Wire, L: ListLimits> Wire for List<T, L> {
    fn encode(&self, at: &mut Walk) -> Value {
        self.0.encode(at)
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        let before = at.faults();
        // The list is held against its limits as it came, so that a fault of an item hides none of the list.
        if let Value::Array(items) = value {
            if let Err(fault) = L::RULES.check(items) {
                at.refuse(fault, Some(value));
            }
        }
        let items = Vec::<T>::decode(value, at)?;
        // Items that came differently may be sent as the same: 1 and 1.0 are, where a number is wanted.
        if at.faults() == before {
            if let Err(fault) = L::RULES.check(&items) {
                at.refuse(fault, Some(value));
            }
        }
        (at.faults() == before).then(|| Self::unchecked(items))
    }
}

serde_through_wire!(List<T, L> where T: Wire, L: ListLimits);
