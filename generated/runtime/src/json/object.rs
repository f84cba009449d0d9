//! Objects: what a generated struct says of its members, and the JSON form that follows from it.
//!
//! A struct implements [`Record`], one line per member and direction, and gets the rest from the
//! macro `record!`. A member is present in one of four ways:
//!
//! | way | field | on the wire |
//! |---|---|---|
//! | `required` | `T` | always there |
//! | `optional` | `Option<T>` | there or not, never `null` |
//! | `nullable` | `Option<T>` | there or not; `null` counts as not there |
//! | `tristate` | `Option<Nullable<T>>` | not there, `null` or a value, all three different |

use serde_json::{Map, Value};

use crate::json::codec::{Fault, Walk, Wire};

/// Members that the specification does not have, by name.
pub type Extra = Map<String, Value>;

/// An object with known members.
pub trait Record: Sized {
    /// Writes every member that is set.
    fn send(&self, to: &mut Sending<'_>);

    /// Reads every member, so that all faults are told, before one that is missing fails the whole.
    fn receive(from: &mut Received<'_>) -> Option<Self>;
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

impl<T: Wire> Wire for Nullable<T> {
    fn encode(&self, at: &mut Walk) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Value(value) => value.encode(at),
        }
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        if value.is_null() { Some(Self::Null) } else { T::decode(value, at).map(Self::Value) }
    }
}

/// An object that is being written.
pub struct Sending<'w> {
    members: Map<String, Value>,
    at: &'w mut Walk,
}

impl Sending<'_> {
    /// Writes a member that is always there.
    pub fn required<T: Wire>(&mut self, name: &'static str, value: &T) {
        self.at.enter(name);
        let json = value.encode(self.at);
        self.at.leave();
        self.members.insert(name.to_owned(), json);
    }

    /// Writes a member that is set.
    pub fn optional<T: Wire>(&mut self, name: &'static str, value: Option<&T>) {
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
pub struct Received<'w> {
    members: &'w Map<String, Value>,
    at: &'w mut Walk,
    /// The members that are there and were read; each is read once.
    known: Vec<&'static str>,
}

impl<'w> Received<'w> {
    fn member(&mut self, name: &'static str) -> Option<&'w Value> {
        let value = self.members.get(name)?;
        self.known.push(name);
        Some(value)
    }

    /// Reads a member that must be there.
    pub fn required<T: Wire>(&mut self, name: &'static str) -> Option<T> {
        if let Some(value) = self.member(name) {
            return self.decode(name, value);
        }
        self.at.enter(name);
        self.at.refuse(Fault::new("missing", "Field required"), None);
        self.at.leave();
        None
    }

    fn decode<T: Wire>(&mut self, name: &'static str, value: &Value) -> Option<T> {
        self.at.enter(name);
        let decoded = T::decode(value, self.at);
        self.at.leave();
        decoded
    }

    /// Reads a member that may be missing and is never `null`.
    pub fn optional<T: Wire>(&mut self, name: &'static str) -> Option<Option<T>> {
        match self.member(name) {
            None => Some(None),
            Some(value) => self.decode(name, value).map(Some),
        }
    }

    /// Reads a member that may be missing or `null`, which is the same.
    pub fn nullable<T: Wire>(&mut self, name: &'static str) -> Option<Option<T>> {
        match self.member(name) {
            None | Some(Value::Null) => Some(None),
            Some(value) => self.decode(name, value).map(Some),
        }
    }

    /// Reads a member that may be missing, `null`, or a value.
    pub fn tristate<T: Wire>(&mut self, name: &'static str) -> Option<Option<Nullable<T>>> {
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
pub fn encode_record<T: Record>(record: &T, at: &mut Walk) -> Value {
    let mut to = Sending { members: Map::new(), at };
    record.send(&mut to);
    Value::Object(to.members)
}

/// The record of a JSON form.
pub fn decode_record<T: Record>(value: &Value, at: &mut Walk) -> Option<T> {
    let Value::Object(members) = value else {
        at.mistyped("dict_type", "a valid dictionary", value);
        return None;
    };
    T::receive(&mut Received { members, at, known: Vec::with_capacity(members.len()) })
}

/// `Wire`, `Serialize` and `Deserialize` of a generated [`Record`].
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    ($record:ident) => {
        impl $crate::codegen::Wire for $record {
            fn encode(&self, at: &mut $crate::codegen::Walk) -> $crate::codegen::Value {
                $crate::codegen::encode_record(self, at)
            }

            fn decode(value: &$crate::codegen::Value, at: &mut $crate::codegen::Walk) -> Option<Self> {
                $crate::codegen::decode_record(value, at)
            }
        }
        $crate::codegen::serde!($record);
    };
}

/// `Serialize` and `Deserialize` of a generated type, by way of `Wire`.
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
