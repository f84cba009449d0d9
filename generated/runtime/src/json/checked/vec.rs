//! Lists within limits of length, and lists without repetition.

use std::{collections::HashSet, fmt, marker::PhantomData, ops::Deref};

use serde_json::Value;

use super::{LimitError, Provenance, serde_through_wire};
use crate::json::codec::{Context, Issue, JsonCodec, to_json};

/// The limits of one list field; generated code implements it for a zero-sized name.
pub trait VecLimits: 'static {
    /// The field's name on the wire.
    const FIELD: &'static str;
    /// The limits.
    const RULES: VecRules;
}

/// The limits of a list.
#[derive(Clone, Copy, Debug)]
pub struct VecRules {
    min_items: Option<(usize, Provenance)>,
    max_items: Option<(usize, Provenance)>,
    unique: Option<Provenance>,
}

impl VecRules {
    /// No limits.
    #[allow(clippy::new_without_default, reason = "constants cannot call `Default`")]
    pub const fn new() -> Self {
        Self { min_items: None, max_items: None, unique: None }
    }

    /// Lists of at least `count` items.
    #[must_use]
    pub const fn min_items(self, count: usize, basis: Provenance) -> Self {
        Self { min_items: Some((count, basis)), ..self }
    }

    /// Lists of at most `count` items.
    #[must_use]
    pub const fn max_items(self, count: usize, basis: Provenance) -> Self {
        Self { max_items: Some((count, basis)), ..self }
    }

    /// Lists in which no item is there twice.
    #[must_use]
    pub const fn unique(self, basis: Provenance) -> Self {
        Self { unique: Some(basis), ..self }
    }

    fn check<T: JsonCodec>(&self, items: &[T]) -> Result<(), Issue> {
        let count = items.len();
        match (self.min_items, self.max_items, self.unique) {
            (Some((least, basis)), _, _) if count < least => {
                let msg = format!("List should have at least {least} items, not {count}");
                Err(Issue::new("sequence_too_short", msg).limit("min_length", least, Some(basis.to_string())))
            }
            (_, Some((most, basis)), _) if count > most => {
                let msg = format!("List should have at most {most} items, not {count}");
                Err(Issue::new("sequence_too_long", msg).limit("max_length", most, Some(basis.to_string())))
            }
            (_, _, Some(basis)) if !unique(items) => {
                let msg = "List should not have the same item twice";
                Err(Issue { basis: Some(basis.to_string()), ..Issue::new("unique_items", msg) })
            }
            _ => Ok(()),
        }
    }
}

/// Whether no two items are the same on the wire.
fn unique<T: JsonCodec>(items: &[T]) -> bool {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().all(|item| to_json(item).map_or(true, |json| seen.insert(json.to_string())))
}

/// A list that keeps to the limits `L`. It reads like a slice.
pub struct BoundedVec<T, L: VecLimits>(Vec<T>, PhantomData<fn() -> L>);

impl<T, L: VecLimits> BoundedVec<T, L> {
    /// A list past every limit, sent as it is. The server may refuse it, and bill the attempt.
    pub fn unchecked(items: impl Into<Vec<T>>) -> Self {
        Self(items.into(), PhantomData)
    }

    /// The items.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T, L: VecLimits> Deref for BoundedVec<T, L> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Clone, L: VecLimits> Clone for BoundedVec<T, L> {
    fn clone(&self) -> Self {
        Self::unchecked(self.0.clone())
    }
}

impl<T: PartialEq, L: VecLimits> PartialEq for BoundedVec<T, L> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: fmt::Debug, L: VecLimits> fmt::Debug for BoundedVec<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: JsonCodec, L: VecLimits> TryFrom<Vec<T>> for BoundedVec<T, L> {
    type Error = LimitError;

    fn try_from(items: Vec<T>) -> Result<Self, LimitError> {
        match L::RULES.check(&items) {
            Ok(()) => Ok(Self::unchecked(items)),
            Err(fault) => Err(LimitError::new(L::FIELD, fault, to_json(&items).unwrap_or(Value::Null))),
        }
    }
}

impl<T: JsonCodec, L: VecLimits, const N: usize> TryFrom<[T; N]> for BoundedVec<T, L> {
    type Error = LimitError;

    fn try_from(items: [T; N]) -> Result<Self, LimitError> {
        Self::try_from(Vec::from(items))
    }
}

impl<T: JsonCodec, L: VecLimits> JsonCodec for BoundedVec<T, L> {
    fn encode(&self, at: &mut Context) -> Value {
        self.0.encode(at)
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
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

serde_through_wire!(BoundedVec<T, L> where T: JsonCodec, L: VecLimits);
