//! Objects: what a generated struct says of its members, and the JSON form that follows from it.
//!
//! A struct implements [`Object`], one line per member and direction, and gets the rest from the
//! macro `record!`. A member is present in one of four ways:
//!
//! | way | field | on the wire |
//! |---|---|---|
//! | `required` | `T` | always there |
//! | `optional` | `Option<T>` | there or not, never `null` |
//! | `nullable` | `Option<T>` | there or not; `null` counts as not there |
//! | `tristate` | `Option<Nullable<T>>` | not there, `null` or a value, all three different |

use serde_json::{Map, Value};

use crate::json::codec::{Context, Issue, JsonCodec};

/// Members that the specification does not have, by name.
pub type Extra = Map<String, Value>;

/// An object with known members.
pub trait Object: Sized {
    /// Writes every member that is set.
    fn write_fields(&self, to: &mut ObjectWriter<'_>);

    /// Reads every member, so that all faults are told, before one that is missing fails the whole.
    fn read_fields(from: &mut ObjectReader<'_>) -> Option<Self>;
}

/// `null` or a value, for a field where not sending it means something else than `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nullable<T> {
    /// `null`
    Null,
    /// A value.
    Value(T),
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: JsonCodec> JsonCodec for Nullable<T> {
    fn encode(&self, at: &mut Context) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Value(value) => value.encode(at),
        }
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        if value.is_null() { Some(Self::Null) } else { T::decode(value, at).map(Self::Value) }
    }
}

/// An object that is being written.
pub struct ObjectWriter<'w> {
    members: Map<String, Value>,
    at: &'w mut Context,
}

impl ObjectWriter<'_> {
    /// Writes a member that is always there.
    pub fn required<T: JsonCodec>(&mut self, name: &'static str, value: &T) {
        self.at.enter(name);
        let json = value.encode(self.at);
        self.at.leave();
        self.members.insert(name.to_owned(), json);
    }

    /// Writes a member that is set.
    pub fn optional<T: JsonCodec>(&mut self, name: &'static str, value: Option<&T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes members as they are; one that is already written is replaced.
    pub fn extra(&mut self, extra: &Extra) {
        self.members.extend(extra.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
}

/// An object that is being read.
pub struct ObjectReader<'w> {
    members: &'w Map<String, Value>,
    at: &'w mut Context,
    /// The members that are there and were read; each is read once.
    known: Vec<&'static str>,
}

impl<'w> ObjectReader<'w> {
    fn member(&mut self, name: &'static str) -> Option<&'w Value> {
        let value = self.members.get(name)?;
        self.known.push(name);
        Some(value)
    }

    /// Reads a member that must be there.
    pub fn required<T: JsonCodec>(&mut self, name: &'static str) -> Option<T> {
        if let Some(value) = self.member(name) {
            return self.decode(name, value);
        }
        self.at.enter(name);
        self.at.refuse(Issue::new("missing", "Field required"), None);
        self.at.leave();
        None
    }

    fn decode<T: JsonCodec>(&mut self, name: &'static str, value: &Value) -> Option<T> {
        self.at.enter(name);
        let decoded = T::decode(value, self.at);
        self.at.leave();
        decoded
    }

    /// Reads a member that may be missing and is never `null`.
    pub fn optional<T: JsonCodec>(&mut self, name: &'static str) -> Option<Option<T>> {
        match self.member(name) {
            None => Some(None),
            Some(value) => self.decode(name, value).map(Some),
        }
    }

    /// Reads a member that may be missing or `null`, which is the same.
    pub fn nullable<T: JsonCodec>(&mut self, name: &'static str) -> Option<Option<T>> {
        match self.member(name) {
            None | Some(Value::Null) => Some(None),
            Some(value) => self.decode(name, value).map(Some),
        }
    }

    /// Reads a member that may be missing, `null`, or a value.
    pub fn tristate<T: JsonCodec>(&mut self, name: &'static str) -> Option<Option<Nullable<T>>> {
        self.optional(name)
    }

    /// The members that were not read.
    pub fn extra(&self) -> Extra {
        if self.known.len() == self.members.len() {
            return Extra::new();
        }
        let unread = |(name, _): &(&String, &Value)| !self.known.contains(&name.as_str());
        self.members.iter().filter(unread).map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

/// The JSON form of a record.
pub fn encode_object<T: Object>(record: &T, at: &mut Context) -> Value {
    let mut to = ObjectWriter { members: Map::new(), at };
    record.write_fields(&mut to);
    Value::Object(to.members)
}

/// The record of a JSON form.
pub fn decode_object<T: Object>(value: &Value, at: &mut Context) -> Option<T> {
    let Value::Object(members) = value else {
        at.mistyped("dict_type", "a valid dictionary", value);
        return None;
    };
    T::read_fields(&mut ObjectReader { members, at, known: Vec::with_capacity(members.len()) })
}

/// `JsonCodec`, `Serialize` and `Deserialize` of a generated [`Object`].
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($object:ident) => {
        impl $crate::codegen::JsonCodec for $object {
            fn encode(&self, at: &mut $crate::codegen::Context) -> $crate::codegen::Value {
                $crate::codegen::encode_object(self, at)
            }

            fn decode(value: &$crate::codegen::Value, at: &mut $crate::codegen::Context) -> Option<Self> {
                $crate::codegen::decode_object(value, at)
            }
        }
        $crate::codegen::serde!($object);
    };
}

/// `Serialize` and `Deserialize` of a generated type, by way of `JsonCodec`.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($wire:ident) => {
        impl $crate::codegen::Serialize for $wire {
            fn serialize<S: $crate::codegen::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::codegen::serialize(self, serializer)
            }
        }

        impl<'de> $crate::codegen::Deserialize<'de> for $wire {
            fn deserialize<D: $crate::codegen::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::codegen::deserialize(deserializer)
            }
        }
    };
}
