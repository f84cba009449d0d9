//! Objects whose end has not been read yet, with the objects that are merged into them.

use std::{collections::BTreeMap, ops::Range};

use saphyr_parser::{ScalarStyle, Tag};

use crate::{
    document::node::{Entry, Node, Value},
    origin::Span,
};

/// The key whose value is read next.
pub(super) enum Key {
    Property(String, Span),
    /// `<<`, with its position.
    Merge(Range<usize>),
}

/// An object whose end has not been read yet.
#[derive(Default)]
pub(super) struct OpenObject {
    pub key: Option<Key>,
    entries: Vec<Entry>,
    seen: BTreeMap<String, Span>,
    /// The merged objects, each with the number of entries before it.
    merged: Vec<(usize, Vec<Entry>)>,
}

/// Returns whether a scalar at the position of a key is a merge key.
pub(super) fn is_merge_key(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> bool {
    let is_merge_tag = |tag: &Tag| tag.is_yaml_core_schema() && tag.suffix == "merge";
    text == "<<" && style == ScalarStyle::Plain && tag.is_none_or(is_merge_tag)
}

impl OpenObject {
    /// Sets the next key. Returns the position of an earlier key with the same name.
    pub(super) fn add_key(&mut self, name: &str, span: Span) -> Option<Span> {
        self.key = Some(Key::Property(name.to_owned(), span.clone()));
        self.seen.insert(name.to_owned(), span)
    }

    /// Adds the value of the key. Returns the position of a merge key whose value cannot be merged.
    pub(super) fn add_value(&mut self, value: Node) -> Result<(), Range<usize>> {
        match self.key.take() {
            Some(Key::Property(key, key_span)) => self.entries.push(Entry { key, key_span, value }),
            Some(Key::Merge(range)) => {
                for entries in merged(value).ok_or(range)? {
                    self.merged.push((self.entries.len(), entries));
                }
            }
            None => {}
        }
        Ok(())
    }

    /// Returns all entries. Those of the object itself take precedence, then those that are merged first.
    pub(super) fn into_entries(mut self) -> Vec<Entry> {
        if self.merged.is_empty() {
            return self.entries;
        }
        let mut own = self.entries.into_iter();
        let (mut entries, mut count) = (Vec::new(), 0);
        for (place, merged) in self.merged {
            entries.extend(own.by_ref().take(place - count));
            count = place;
            for entry in merged {
                if self.seen.insert(entry.key.clone(), entry.key_span.clone()).is_none() {
                    entries.push(entry);
                }
            }
        }
        entries.extend(own);
        entries
    }
}

/// Returns the entries of the objects that a merge key takes.
fn merged(value: Node) -> Option<Vec<Vec<Entry>>> {
    match value.value {
        Value::Object(entries) => Some(vec![entries]),
        Value::Array(items) => items.into_iter().map(Node::into_entries).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
