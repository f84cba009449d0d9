//! Changing a tree: merging a value into it, and taking one out.
//!
//! What is added keeps the place it was written at; what stays keeps its own.

use super::target::{Step, at};
use crate::{
    document::{Entry, Node, Value},
    origin::Span,
};

/// A merge of one update, into one value or several.
#[derive(Default)]
pub(super) struct Merge {
    /// Whether anything is different from before.
    pub changed: bool,
    /// What could not be merged.
    pub clashes: Vec<Clash>,
}

/// Two values that cannot be made one.
pub(super) struct Clash {
    /// Where the update states its value.
    pub span: Span,
    /// What does not fit what.
    pub message: String,
}

impl Merge {
    /// Merges an update into the value that a target selected: here, and only here, a single value
    /// is appended to a list.
    pub fn update(&mut self, target: &mut Node, update: &Node) {
        match (&mut target.value, &update.value) {
            (Value::Array(items), value) if !matches!(value, Value::Array(_)) => self.append(items, update),
            _ => self.merge(target, update),
        }
    }

    fn merge(&mut self, target: &mut Node, update: &Node) {
        match (&mut target.value, &update.value) {
            (Value::Object(members), Value::Object(updates)) => {
                for update in updates {
                    self.member(members, update);
                }
            }
            (Value::Array(items), Value::Array(updates)) => {
                for update in updates {
                    self.append(items, update);
                }
            }
            (Value::Object(_) | Value::Array(_), _) => self.clashes.push(Clash {
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

    fn member(&mut self, members: &mut Vec<Entry>, update: &Entry) {
        if let Some(member) = members.iter_mut().find(|member| member.key == update.key) {
            self.merge(&mut member.value, &update.value);
        } else {
            members.push(update.clone());
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

/// Takes a value out of the list or object that holds it.
pub(super) fn remove(document: &mut Node, location: &[Step]) {
    let Some((last, above)) = location.split_last() else { return };
    match (at(document, above).map(|holder| &mut holder.value), last) {
        (Some(Value::Array(items)), Step::Item(index)) if *index < items.len() => drop(items.remove(*index)),
        (Some(Value::Object(members)), Step::Property(name)) => members.retain(|member| member.key != *name),
        _ => {}
    }
}

/// How many values a value is made of, itself included.
pub(super) fn size(node: &Node) -> usize {
    1 + match &node.value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.iter().map(|member| size(&member.value)).sum(),
        _ => 0,
    }
}

/// How many lists and objects lie inside each other in a value.
pub(super) fn height(node: &Node) -> usize {
    match &node.value {
        Value::Array(items) => 1 + items.iter().map(height).max().unwrap_or(0),
        Value::Object(members) => 1 + members.iter().map(|member| height(&member.value)).max().unwrap_or(0),
        _ => 0,
    }
}
