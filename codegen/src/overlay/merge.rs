//! Changes to a document tree: merging a value into it, and removing one.
//!
//! Added values keep their spans in the overlay, existing values theirs in the document.

use super::target::{TargetStep, at};
use crate::{
    document::{Entry, Node, Value},
    origin::Span,
};

/// A merge of an update into one or several values.
#[derive(Default)]
pub(super) struct Merge {
    /// Whether the document changed.
    pub changed: bool,
    /// The values that could not be merged.
    pub conflicts: Vec<Conflict>,
}

/// Two values that cannot be merged.
pub(super) struct Conflict {
    /// The position of the value in the update.
    pub span: Span,
    /// The problem.
    pub message: String,
}

impl Merge {
    /// Merges an update into a selected value. At this level only, a value that is not an array is appended to an array.
    pub fn update(&mut self, target: &mut Node, update: &Node) {
        match (&mut target.value, &update.value) {
            (Value::Array(items), value) if !matches!(value, Value::Array(_)) => self.append(items, update),
            _ => self.merge(target, update),
        }
    }

    fn merge(&mut self, target: &mut Node, update: &Node) {
        match (&mut target.value, &update.value) {
            (Value::Object(entries), Value::Object(updates)) => {
                for update in updates {
                    self.merge_property(entries, update);
                }
            }
            (Value::Array(items), Value::Array(updates)) => {
                for update in updates {
                    self.append(items, update);
                }
            }
            (Value::Object(_) | Value::Array(_), _) => self.conflicts.push(Conflict {
                span: update.span.clone(),
                message: format!("{} cannot be merged into {}", update.kind(), target.kind()),
            }),
            (single, updated) if *single == *updated => {}
            _ => {
                *target = update.clone();
                self.changed = true;
            }
        }
    }

    fn merge_property(&mut self, entries: &mut Vec<Entry>, update: &Entry) {
        if let Some(entry) = entries.iter_mut().find(|entry| entry.key == update.key) {
            self.merge(&mut entry.value, &update.value);
        } else {
            entries.push(update.clone());
            self.changed = true;
        }
    }

    fn append(&mut self, items: &mut Vec<Node>, update: &Node) {
        let literal = update.to_literal();
        if items.iter().all(|item| item.to_literal() != literal) {
            items.push(update.clone());
            self.changed = true;
        }
    }
}

/// Removes a value from its array or object.
pub(super) fn remove(document: &mut Node, location: &[TargetStep]) {
    let Some((last, above)) = location.split_last() else { return };
    match (at(document, above).map(|container| &mut container.value), last) {
        (Some(Value::Array(items)), TargetStep::Item(index)) if *index < items.len() => drop(items.remove(*index)),
        (Some(Value::Object(entries)), TargetStep::Property(name)) => entries.retain(|entry| entry.key != *name),
        _ => {}
    }
}

/// Returns the number of values in a tree, including the root.
pub(super) fn size(node: &Node) -> usize {
    1 + match &node.value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(entries) => entries.iter().map(|entry| size(&entry.value)).sum(),
        _ => 0,
    }
}

/// Returns the nesting depth of a tree.
pub(super) fn height(node: &Node) -> usize {
    match &node.value {
        Value::Array(items) => 1 + items.iter().map(height).max().unwrap_or(0),
        Value::Object(entries) => 1 + entries.iter().map(|entry| height(&entry.value)).max().unwrap_or(0),
        _ => 0,
    }
}
