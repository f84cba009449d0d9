//! The nodes of a document tree.

use crate::{
    literal::{Literal, NumberLiteral},
    origin::Span,
};

/// The maximum nesting depth of arrays and objects. Real documents stay below 40; the limit keeps every recursive
/// traversal of a tree, in this crate and in its users, from overflowing the stack.
pub const MAX_DEPTH: usize = 128;

/// A value with its span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The position in the source.
    pub span: Span,
}

/// A JSON value whose children are nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, spelt as in the source.
    Number(NumberLiteral),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object, in source order. Keys are unique: parsers reject duplicates.
    Object(Vec<Entry>),
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name.
    pub key: String,
    /// The position of the name.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Creates a node.
    pub fn new(value: Value, span: Span) -> Self {
        Self { value, span }
    }

    /// Returns the properties, if this is an object.
    pub(super) fn into_entries(self) -> Option<Vec<Entry>> {
        match self.value {
            Value::Object(entries) => Some(entries),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => None,
        }
    }

    /// Returns the items, if this is an array.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(items) => items,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => &[],
        }
    }

    /// Returns the value of a property, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(entries) => entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value),
            _ => None,
        }
    }

    /// Returns the JSON type with its article, for messages: "a number", "an object".
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// Returns the value without spans.
    pub fn to_literal(&self) -> Literal {
        match &self.value {
            Value::Null => Literal::Null,
            Value::Bool(value) => Literal::Bool(*value),
            Value::Number(number) => Literal::Number(number.clone()),
            Value::String(text) => Literal::String(text.clone()),
            Value::Array(items) => Literal::Array(items.iter().map(Node::to_literal).collect()),
            Value::Object(entries) => {
                Literal::Object(entries.iter().map(|entry| (entry.key.clone(), entry.value.to_literal())).collect())
            }
        }
    }
}
