//! A parsed document of any syntax: a tree of values, each with the bytes it was written in.
//!
//! `json`, `yaml` and `read::page` build this tree, overlays change it, and readers walk it with a
//! [`Cursor`], which keeps the JSON pointer on the way down. No format is known here.

pub mod json;
mod part;
pub mod yaml;

use std::sync::Arc;

pub use part::ParseError;

use crate::{
    literal::{Literal, NumberLiteral},
    origin::{Origin, Place, Pointer},
};

/// How many lists and objects may lie inside each other. Real documents stay below 40; the bound
/// keeps every walk over a tree, this crate's and its users', far away from the end of the stack.
pub const DEEPEST: usize = 128;

/// A value and the bytes it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub place: Place,
}

/// A JSON value of nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as written.
    Number(NumberLiteral),
    /// A string, unescaped.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// An object, in the order of the document. Keys are unique: parsers refuse duplicates.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name.
    pub key: String,
    /// Where the name stands.
    pub key_place: Place,
    /// The value.
    pub value: Node,
}

impl Node {
    /// A value that stands at `place`.
    pub fn new(value: Value, place: Place) -> Self {
        Self { value, place }
    }

    /// The value of an object's member.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(members) => members.iter().find(|member| member.key == key).map(|member| &member.value),
            _ => None,
        }
    }

    /// The word that people use for this kind of value.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        }
    }

    /// The value without its places.
    pub fn to_literal(&self) -> Literal {
        match &self.value {
            Value::Null => Literal::Null,
            Value::Bool(value) => Literal::Bool(*value),
            Value::Number(number) => Literal::Number(number.clone()),
            Value::String(text) => Literal::String(text.clone()),
            Value::Array(items) => Literal::Array(items.iter().map(Node::to_literal).collect()),
            Value::Object(members) => {
                Literal::Object(members.iter().map(|m| (m.key.clone(), m.value.to_literal())).collect())
            }
        }
    }
}

/// A node on the way down from the root, with the pointer that leads to it.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    node: &'a Node,
    pointer: Pointer,
}

impl<'a> Cursor<'a> {
    /// The root of a document.
    pub fn root(node: &'a Node) -> Self {
        Self { node, pointer: Pointer::root() }
    }

    /// The node itself.
    pub fn node(&self) -> &'a Node {
        self.node
    }

    /// The way here.
    pub fn pointer(&self) -> &Pointer {
        &self.pointer
    }

    /// Where this value was stated.
    pub fn origin(&self) -> Origin {
        Origin { place: self.node.place.clone(), pointer: self.pointer.clone() }
    }

    /// The name of the source that states this value: an overlay's, where one set it.
    pub fn file(&self) -> &'a Arc<str> {
        &self.node.place.file
    }

    /// The member of that name, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| Self { node, pointer: self.pointer.join(key) })
    }

    /// The value at a pointer below this one.
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

    /// The members of an object with their names, in order; none for anything else.
    pub fn members(&self) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let pointer = self.pointer.clone();
        let members = match &self.node.value {
            Value::Object(members) => members.as_slice(),
            _ => &[],
        };
        members.iter().map(move |m| (m.key.as_str(), Self { node: &m.value, pointer: pointer.join(&m.key) }))
    }

    /// The items of a list, in order; none for anything else.
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'a> {
        let pointer = self.pointer.clone();
        let items = match &self.node.value {
            Value::Array(items) => items.as_slice(),
            _ => &[],
        };
        items.iter().enumerate().map(move |(i, node)| Self { node, pointer: pointer.join(&i.to_string()) })
    }

    /// Whether this is an object.
    pub fn is_object(&self) -> bool {
        matches!(self.node.value, Value::Object(_))
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.node.value, Value::Null)
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&'a str> {
        match &self.node.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.node.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number of a number.
    pub fn as_number(&self) -> Option<&'a NumberLiteral> {
        match &self.node.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }
}
