//! Read access to a document tree that tracks the JSON pointer.

use std::sync::Arc;

use super::node::{Node, Value};
use crate::{
    literal::NumberLiteral,
    origin::{Origin, Pointer, Spanned},
};

/// A node with its JSON pointer.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    node: &'a Node,
    pointer: Pointer,
}

impl<'a> Cursor<'a> {
    /// Returns a cursor at the root of a document.
    pub fn root(node: &'a Node) -> Self {
        Self { node, pointer: Pointer::root() }
    }

    /// Returns the node.
    pub fn node(&self) -> &'a Node {
        self.node
    }

    /// Returns the JSON pointer to the node.
    pub fn pointer(&self) -> &Pointer {
        &self.pointer
    }

    /// Returns the span and the pointer of the node.
    pub fn origin(&self) -> Origin {
        Origin { span: self.node.span.clone(), pointer: self.pointer.clone() }
    }

    /// Returns the name of the source of the node: that of an overlay, if an overlay set the value.
    pub fn file(&self) -> &'a Arc<str> {
        &self.node.span.file
    }

    /// Returns the property with this name, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| Self { node, pointer: self.pointer.join(key) })
    }

    /// Returns the string property with this name, unless it is blank.
    pub fn text(&self, key: &str) -> Option<Spanned<String>> {
        let at = self.get(key)?;
        let value = at.as_str().filter(|text| !text.trim().is_empty())?.to_owned();
        Some(Spanned { value, origin: at.origin() })
    }

    /// Returns the value at a pointer relative to this node.
    pub fn find(&self, pointer: &Pointer) -> Option<Self> {
        pointer.segments().try_fold(self.clone(), |at, segment| at.step(&segment))
    }

    fn step(&self, segment: &str) -> Option<Self> {
        match &self.node.value {
            Value::Array(items) => {
                let node = items.get(segment.parse::<usize>().ok()?)?;
                Some(Self { node, pointer: self.pointer.join(segment) })
            }
            _ => self.get(segment),
        }
    }

    /// Returns the properties of an object with their names, in source order. Empty for other types.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let pointer = self.pointer.clone();
        let entries = match &self.node.value {
            Value::Object(entries) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().map(move |e| (e.key.as_str(), Self { node: &e.value, pointer: pointer.join(&e.key) }))
    }

    /// Returns the items of an array, in order. Empty for other types.
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'a> {
        let pointer = self.pointer.clone();
        let items = match &self.node.value {
            Value::Array(items) => items.as_slice(),
            _ => &[],
        };
        items.iter().enumerate().map(move |(i, node)| Self { node, pointer: pointer.join(&i.to_string()) })
    }

    /// Returns whether the node is an object.
    pub fn is_object(&self) -> bool {
        matches!(self.node.value, Value::Object(_))
    }

    /// Returns whether the node is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.node.value, Value::Null)
    }

    /// Returns the value of a string.
    pub fn as_str(&self) -> Option<&'a str> {
        match &self.node.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.node.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Returns whether the property with this name is `true`.
    pub fn is_true(&self, key: &str) -> bool {
        self.get(key).and_then(|flag| flag.as_bool()) == Some(true)
    }

    /// Returns the value of a number.
    pub fn as_number(&self) -> Option<&'a NumberLiteral> {
        match &self.node.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }
}
