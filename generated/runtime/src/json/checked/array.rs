//! Limits of arrays: number of items and uniqueness.

use std::collections::HashSet;

use serde_json::Value;

use super::{Collection, FromItems, LimitedValue, Provenance};
use crate::json::codec::{Context, Issue, JsonCodec, to_json};

/// Limits of an array.
#[derive(Clone, Copy, Debug)]
pub struct ArrayLimits {
    min_items: Option<(usize, Provenance)>,
    max_items: Option<(usize, Provenance)>,
    unique: Option<Provenance>,
}

impl ArrayLimits {
    /// No limits.
    #[allow(clippy::new_without_default, reason = "constants cannot call `Default`")]
    pub const fn new() -> Self {
        Self { min_items: None, max_items: None, unique: None }
    }

    /// Sets the minimum number of items.
    #[must_use]
    pub const fn min_items(self, count: usize, provenance: Provenance) -> Self {
        Self { min_items: Some((count, provenance)), ..self }
    }

    /// Sets the maximum number of items.
    #[must_use]
    pub const fn max_items(self, count: usize, provenance: Provenance) -> Self {
        Self { max_items: Some((count, provenance)), ..self }
    }

    /// Requires that all items differ in their JSON.
    #[must_use]
    pub const fn unique(self, provenance: Provenance) -> Self {
        Self { unique: Some(provenance), ..self }
    }

    fn check<T: JsonCodec>(&self, items: &[T]) -> Result<(), Issue> {
        let count = items.len();
        match (self.min_items, self.max_items, self.unique) {
            (Some((least, provenance)), _, _) if count < least => {
                let msg = format!("List should have at least {least} items, not {count}");
                Err(Issue::new("sequence_too_short", msg).limit("min_length", least, Some(provenance.to_string())))
            }
            (_, Some((most, provenance)), _) if count > most => {
                let msg = format!("List should have at most {most} items, not {count}");
                Err(Issue::new("sequence_too_long", msg).limit("max_length", most, Some(provenance.to_string())))
            }
            (_, _, Some(provenance)) if !is_unique(items) => {
                let msg = "List should not have the same item twice";
                Err(Issue { provenance: Some(provenance.to_string()), ..Issue::new("unique_items", msg) })
            }
            _ => Ok(()),
        }
    }
}

/// Returns whether no two items have the same JSON.
fn is_unique<T: JsonCodec>(items: &[T]) -> bool {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().all(|item| to_json(item).map_or(true, |json| seen.insert(json.to_string())))
}

impl<T: JsonCodec> LimitedValue for Vec<T> {
    type Limits = ArrayLimits;

    fn check(&self, limits: &ArrayLimits) -> Result<(), Issue> {
        limits.check(self)
    }

    fn decode_checked(json: &Value, limits: &ArrayLimits, context: &mut Context) -> Option<Self> {
        let before = context.violation_count();
        // The undecoded array is checked first, so that an invalid item does not hide a violation of the array.
        if let Value::Array(items) = json {
            if let Err(issue) = limits.check(items) {
                context.report(issue, Some(json));
            }
        }
        let items = Self::decode(json, context)?;
        // Items that differ before decoding can be equal afterwards: 1 and 1.0 are the same number.
        if context.violation_count() == before {
            if let Err(issue) = limits.check(&items) {
                context.report(issue, Some(json));
            }
        }
        (context.violation_count() == before).then_some(items)
    }
}

impl<T: JsonCodec> Collection for Vec<T> {
    type Contents = [T];

    fn contents(&self) -> &[T] {
        self
    }
}

impl<T: JsonCodec> FromItems<T> for Vec<T> {
    fn from_items<const N: usize>(items: [T; N]) -> Self {
        items.into()
    }
}
