//! Limits of arrays: number of items and uniqueness.

use std::collections::HashSet;

use serde_json::Value;

use super::{Collection, FromItems, LimitedValue, Provenance};
use crate::json::codec::{Context, Issue, JsonCodec, canonical, to_json};

/// Checks an item of an array; see [`check_item`].
pub type ItemCheck = fn(&Value, &mut Context);

/// Reports the violations of an item as a `T`.
pub fn check_item<T: JsonCodec>(item: &Value, context: &mut Context) {
    let _ = T::decode(item, context);
}

/// Limits of an array.
#[derive(Clone, Copy, Debug)]
pub struct ArrayLimits {
    min_items: Option<(usize, Provenance)>,
    max_items: Option<(usize, Provenance)>,
    unique: Option<Provenance>,
    positions: Option<(&'static [ItemCheck], ItemCheck)>,
}

impl ArrayLimits {
    /// No limits.
    #[allow(clippy::new_without_default, reason = "constants cannot call `Default`")]
    pub const fn new() -> Self {
        Self { min_items: None, max_items: None, unique: None, positions: None }
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

    /// Sets the checks of the first items, and of those after them.
    #[must_use]
    pub const fn positions(self, first: &'static [ItemCheck], rest: ItemCheck) -> Self {
        Self { positions: Some((first, rest)), ..self }
    }

    /// Reports the items that are not of the type of their position.
    fn check_positions<T: JsonCodec>(&self, items: &[T], context: &mut Context) {
        let Some((first, rest)) = self.positions else { return };
        for (index, (item, check)) in items.iter().zip(first.iter().chain(std::iter::repeat(&rest))).enumerate() {
            context.push_index(index);
            check(&to_json(item).unwrap_or_default(), context);
            context.pop();
        }
    }

    fn first_issue_of_positions<T: JsonCodec>(&self, items: &[T]) -> Option<Issue> {
        let mut context = Context::default();
        self.check_positions(items, &mut context);
        let violation = context.violations_since(0).first()?;
        Some(Issue::new("item_type", format!("item {}: {}", violation.pointer(), violation.msg)))
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

/// Returns whether no two items are equal in JSON.
fn is_unique<T: JsonCodec>(items: &[T]) -> bool {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().all(|item| to_json(item).map_or(true, |json| seen.insert(canonical(&json))))
}

impl<T: JsonCodec> LimitedValue for Vec<T> {
    type Limits = ArrayLimits;

    fn check(&self, limits: &ArrayLimits) -> Result<(), Issue> {
        limits.check(self)?;
        limits.first_issue_of_positions(self).map_or(Ok(()), Err)
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
        limits.check_positions(&items, context);
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
