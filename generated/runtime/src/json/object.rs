//! JSON objects: how the fields of a generated struct are written and read.
//!
//! A generated struct implements [`Object`] with one line per field and direction; the macro `object!` derives the
//! other traits from it. A field has one of four presences:
//!
//! | presence | Rust type | JSON |
//! |---|---|---|
//! | `required` | `T` | always present |
//! | `optional` | `Option<T>` | present or absent, never `null` |
//! | `nullable` | `Option<T>` | present, absent or `null`; absent and `null` are both `None` |
//! | `tristate` | `Option<Nullable<T>>` | absent, `null` or a value, all distinct |

use serde_json::{Map, Value};

use crate::json::codec::{Context, Issue, JsonCodec};

/// Properties that the specification does not have, by name.
pub type Extra = Map<String, Value>;

/// A generated struct that is a JSON object.
pub trait Object: Sized {
    /// Writes every field that is set.
    fn write_fields(&self, to: &mut ObjectWriter<'_>);

    /// Reads every field, then returns `None` if any is missing or invalid, so that all violations are reported.
    fn read_fields(from: &mut ObjectReader<'_>) -> Option<Self>;
}

/// `null` or a value, for a field where `null` means something else than absence.
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
    fn encode(&self, context: &mut Context) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Value(value) => value.encode(context),
        }
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        if value.is_null() { Some(Self::Null) } else { T::decode(value, context).map(Self::Value) }
    }
}

/// A JSON object under construction.
pub struct ObjectWriter<'c> {
    properties: Map<String, Value>,
    context: &'c mut Context,
}

impl ObjectWriter<'_> {
    /// Writes a property that is always present.
    pub fn required<T: JsonCodec>(&mut self, name: &'static str, value: &T) {
        self.context.push(name);
        let json = value.encode(self.context);
        self.context.pop();
        self.properties.insert(name.to_owned(), json);
    }

    /// Writes a property if it is set.
    pub fn optional<T: JsonCodec>(&mut self, name: &'static str, value: Option<&T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes properties as they are, replacing those of the same name.
    pub fn extra(&mut self, extra: &Extra) {
        self.properties.extend(extra.iter().map(|(name, value)| (name.clone(), value.clone())));
    }

    /// Reports an object that has all properties of none of the lists. Called after all properties are written.
    pub fn require_any(&mut self, lists: &[&[&'static str]]) {
        if let Some(issue) = missing_list(&self.properties, lists) {
            self.context.report(issue, None);
        }
    }
}

/// Returns the issue of an object that has all properties of none of the lists.
fn missing_list(properties: &Map<String, Value>, lists: &[&[&'static str]]) -> Option<Issue> {
    if lists.iter().any(|names| names.iter().all(|name| properties.contains_key(*name))) {
        return None;
    }
    let alternatives: Vec<String> = lists.iter().map(|names| names.join(" and ")).collect();
    let msg = format!("one of these is required: {}", alternatives.join(", or "));
    Some(Issue::new("missing_alternatives", msg))
}

/// A JSON object that is being decoded.
pub struct ObjectReader<'c> {
    properties: &'c Map<String, Value>,
    context: &'c mut Context,
    /// Properties that were present and read; each is read once.
    known: Vec<&'static str>,
}

impl<'c> ObjectReader<'c> {
    fn get(&mut self, name: &'static str) -> Option<&'c Value> {
        let value = self.properties.get(name)?;
        self.known.push(name);
        Some(value)
    }

    fn decode<T: JsonCodec>(&mut self, name: &'static str, value: &Value) -> Option<T> {
        self.context.push(name);
        let decoded = T::decode(value, self.context);
        self.context.pop();
        decoded
    }

    /// Reads a property that must be present.
    pub fn required<T: JsonCodec>(&mut self, name: &'static str) -> Option<T> {
        if let Some(value) = self.get(name) {
            return self.decode(name, value);
        }
        self.context.push(name);
        self.context.report(Issue::new("missing", "Field required"), None);
        self.context.pop();
        None
    }

    /// Reads a property that may be absent but not `null`.
    pub fn optional<T: JsonCodec>(&mut self, name: &'static str) -> Option<Option<T>> {
        match self.get(name) {
            None => Some(None),
            Some(value) => self.decode(name, value).map(Some),
        }
    }

    /// Reads a property that may be absent or `null`; both are `None`.
    pub fn nullable<T: JsonCodec>(&mut self, name: &'static str) -> Option<Option<T>> {
        match self.get(name) {
            None | Some(Value::Null) => Some(None),
            Some(value) => self.decode(name, value).map(Some),
        }
    }

    /// Reads a property that may be absent, `null` or a value.
    pub fn tristate<T: JsonCodec>(&mut self, name: &'static str) -> Option<Option<Nullable<T>>> {
        self.optional(name)
    }

    /// Reports an object that has all properties of none of the lists.
    pub fn require_any(&mut self, lists: &[&[&'static str]]) -> Option<()> {
        let issue = missing_list(self.properties, lists);
        let is_satisfied = issue.is_none();
        if let Some(issue) = issue {
            self.context.report(issue, None);
        }
        is_satisfied.then_some(())
    }

    /// Returns the properties that were not read, after checking that each is a `T`.
    pub fn extra_of<T: JsonCodec>(&mut self) -> Option<Extra> {
        let extra = self.extra();
        let before = self.context.violation_count();
        for (name, value) in &extra {
            self.context.push_key(name);
            let _ = T::decode(value, self.context);
            self.context.pop();
        }
        (self.context.violation_count() == before).then_some(extra)
    }

    /// Returns the properties that were not read.
    pub fn extra(&self) -> Extra {
        if self.known.len() == self.properties.len() {
            return Extra::new();
        }
        let is_unread = |(name, _): &(&String, &Value)| !self.known.contains(&name.as_str());
        self.properties.iter().filter(is_unread).map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

/// Encodes a generated struct.
pub fn encode_object<T: Object>(object: &T, context: &mut Context) -> Value {
    let mut to = ObjectWriter { properties: Map::new(), context };
    object.write_fields(&mut to);
    Value::Object(to.properties)
}

/// Decodes a generated struct.
pub fn decode_object<T: Object>(value: &Value, context: &mut Context) -> Option<T> {
    let Value::Object(properties) = value else {
        context.report_type("dict_type", "a valid dictionary", value);
        return None;
    };
    T::read_fields(&mut ObjectReader { properties, context, known: Vec::with_capacity(properties.len()) })
}

/// Implements `JsonCodec`, `Serialize` and `Deserialize` for a generated [`Object`].
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($object:ident) => {
        impl $crate::codegen::JsonCodec for $object {
            fn encode(&self, context: &mut $crate::codegen::Context) -> $crate::codegen::Value {
                $crate::codegen::encode_object(self, context)
            }

            fn decode(value: &$crate::codegen::Value, context: &mut $crate::codegen::Context) -> Option<Self> {
                $crate::codegen::decode_object(value, context)
            }
        }
        $crate::codegen::serde!($object);
    };
}

/// Implements `Serialize` and `Deserialize` for a generated type in terms of `JsonCodec`.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($name:ident) => {
        impl $crate::codegen::Serialize for $name {
            fn serialize<S: $crate::codegen::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::codegen::serialize(self, serializer)
            }
        }

        impl<'de> $crate::codegen::Deserialize<'de> for $name {
            fn deserialize<D: $crate::codegen::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::codegen::deserialize(deserializer)
            }
        }
    };
}
