//! Enumerations: what a generated enum says of its values, and the JSON form that follows from it.
//!
//! A set is closed on the way out: a request can hold a listed value, or one that was made with the
//! loudly named `unchecked`. It is open on the way in: a response keeps a value that this release
//! does not know in `Other`, and sends it back the same. An enum implements [`Enum`] and gets the rest
//! from `closed_enum!` or `open_enum!`.

use std::fmt;

use serde_json::Value;

use crate::json::{
    checked::{LimitError, Provenance},
    codec::{Context, Issue},
};

/// A value out of a list.
pub trait Enum: Sized + Clone + PartialEq + 'static {
    /// What is listed: `str` or `i64`.
    type Value: EnumValue + ?Sized;
    /// The field's name on the wire.
    const FIELD: &'static str;
    /// What the list rests on.
    const PROVENANCE: Provenance;
    /// Every listed value, in the order of the specification.
    const VALUES: &'static [(&'static Self::Value, Self)];

    /// The value itself, where it is not listed.
    fn unlisted_value(&self) -> Option<&Self::Value>;
}

/// The two kinds of values that are listed.
pub trait EnumValue: PartialEq + 'static {
    /// The value that is kept where it is not listed.
    type Owned;

    /// The value as JSON.
    fn json(&self) -> Value;
    /// Whether a JSON value is this one.
    fn is(&self, json: &Value) -> bool;
    /// The value of a JSON value of this kind, or the kind of fault and what is expected.
    fn from_json(json: &Value) -> Result<Self::Owned, (&'static str, &'static str)>;
}

impl EnumValue for str {
    type Owned = String;

    fn json(&self) -> Value {
        Value::from(self)
    }

    fn is(&self, json: &Value) -> bool {
        json.as_str() == Some(self)
    }

    fn from_json(json: &Value) -> Result<String, (&'static str, &'static str)> {
        json.as_str().map(str::to_owned).ok_or(("string_type", "a valid string"))
    }
}

impl EnumValue for i64 {
    type Owned = i64;

    fn json(&self) -> Value {
        Value::from(*self)
    }

    fn is(&self, json: &Value) -> bool {
        json.as_i64() == Some(*self)
    }

    fn from_json(json: &Value) -> Result<i64, (&'static str, &'static str)> {
        json.as_i64().ok_or(("int_type", "a valid integer"))
    }
}

/// A value past a closed set. Only `unchecked` of the set's type makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct UncheckedValue<T>(T);

impl<T> UncheckedValue<T> {
    #[doc(hidden)]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value as it is sent.
    pub const fn get(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for UncheckedValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The value of a member of a set.
pub fn raw_value<T: Enum>(member: &T) -> Option<&T::Value> {
    if let Some(value) = member.unlisted_value() {
        return Some(value);
    }
    for (value, known) in T::VALUES {
        if known == member {
            return Some(value);
        }
    }
    None
}

/// The listed member of a JSON value.
pub fn find_variant<T: Enum>(json: &Value) -> Option<T> {
    for (value, member) in T::VALUES {
        if value.is(json) {
            return Some(member.clone());
        }
    }
    None
}

/// The member of a JSON value; a fault where it is not listed.
pub fn decode_closed<T: Enum>(json: &Value, at: &mut Context) -> Option<T> {
    let member = find_variant(json);
    if member.is_none() {
        match T::Value::from_json(json) {
            Ok(_) => at.refuse(not_listed(&values::<T>(), T::PROVENANCE), Some(json)),
            Err((kind, expected)) => at.mistyped(kind, expected, json),
        }
    }
    member
}

/// The member of a JSON value, or what makes one of any value of its kind.
pub fn decode_open<T: Enum>(
    json: &Value,
    at: &mut Context,
    other: fn(<T::Value as EnumValue>::Owned) -> T,
) -> Option<T> {
    if let Some(member) = find_variant(json) {
        return Some(member);
    }
    match T::Value::from_json(json) {
        Ok(value) => Some(other(value)),
        Err((kind, expected)) => {
            at.mistyped(kind, expected, json);
            None
        }
    }
}

/// The listed member of a value of the running program.
pub fn try_from<T: Enum>(json: Value) -> Result<T, LimitError> {
    match find_variant(&json) {
        Some(member) => Ok(member),
        None => Err(LimitError::new(T::FIELD, not_listed(&values::<T>(), T::PROVENANCE), json)),
    }
}

fn values<T: Enum>() -> Vec<Value> {
    let mut values = Vec::with_capacity(T::VALUES.len());
    for (value, _) in T::VALUES {
        values.push(value.json());
    }
    values
}

fn not_listed(expected: &[Value], basis: Provenance) -> Issue {
    let words = expected.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let message = format!("Input should be one of {words}");
    Issue::new("one_of", message).limit("expected", expected.to_vec(), Some(basis.to_string()))
}

/// The rest of a set that a request holds.
#[doc(hidden)]
#[macro_export]
macro_rules! __closed_enum {
    ($name:ident) => {
        impl $name {
            /// A value past the set, sent as it is. The server may refuse it, and bill the attempt.
            pub fn unchecked(
                value: impl Into<<<Self as $crate::codegen::Enum>::Value as $crate::codegen::EnumValue>::Owned>,
            ) -> Self {
                Self::Unlisted($crate::codegen::UncheckedValue::new(value.into()))
            }
        }

        impl $crate::codegen::JsonCodec for $name {
            fn encode(&self, _: &mut $crate::codegen::Context) -> $crate::codegen::Value {
                $crate::codegen::encode_enum(self)
            }

            fn decode(value: &$crate::codegen::Value, at: &mut $crate::codegen::Context) -> Option<Self> {
                $crate::codegen::decode_closed(value, at)
            }
        }
        $crate::codegen::serde!($name);
    };
    (string $name:ident) => {
        $crate::codegen::closed_enum!($name);
        $crate::codegen::string_enum!($name);

        impl TryFrom<&str> for $name {
            type Error = $crate::codegen::LimitError;

            fn try_from(text: &str) -> Result<Self, $crate::codegen::LimitError> {
                $crate::codegen::enum_try_from($crate::codegen::Value::from(text))
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::codegen::LimitError;

            fn try_from(text: String) -> Result<Self, $crate::codegen::LimitError> {
                $crate::codegen::enum_try_from($crate::codegen::Value::from(text))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::codegen::LimitError;

            fn from_str(text: &str) -> Result<Self, $crate::codegen::LimitError> {
                Self::try_from(text)
            }
        }
    };
    (integer $name:ident) => {
        $crate::codegen::closed_enum!($name);
        $crate::codegen::integer_enum!($name);

        impl TryFrom<i64> for $name {
            type Error = $crate::codegen::LimitError;

            fn try_from(number: i64) -> Result<Self, $crate::codegen::LimitError> {
                $crate::codegen::enum_try_from($crate::codegen::Value::from(number))
            }
        }
    };
}

/// The rest of a set that a response holds, or that takes any other value too.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    ($name:ident) => {
        impl $crate::codegen::JsonCodec for $name {
            fn encode(&self, _: &mut $crate::codegen::Context) -> $crate::codegen::Value {
                $crate::codegen::encode_enum(self)
            }

            fn decode(value: &$crate::codegen::Value, at: &mut $crate::codegen::Context) -> Option<Self> {
                $crate::codegen::decode_open(value, at, Self::Other)
            }
        }
        $crate::codegen::serde!($name);
    };
    (string $name:ident) => {
        $crate::codegen::open_enum!($name);
        $crate::codegen::string_enum!($name);

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $crate::codegen::find_variant(&$crate::codegen::Value::from(text))
                    .unwrap_or_else(|| Self::Other(text.to_owned()))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }
    };
    (integer $name:ident) => {
        $crate::codegen::open_enum!($name);
        $crate::codegen::integer_enum!($name);

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                $crate::codegen::find_variant(&$crate::codegen::Value::from(number)).unwrap_or(Self::Other(number))
            }
        }
    };
}

/// What sets of texts share.
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    ($name:ident) => {
        impl $name {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                $crate::codegen::raw_value(self).unwrap_or_default()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// What sets of whole numbers share.
#[doc(hidden)]
#[macro_export]
macro_rules! __integer_enum {
    ($name:ident) => {
        impl $name {
            /// The number on the wire.
            pub fn get(&self) -> i64 {
                $crate::codegen::raw_value(self).copied().unwrap_or_default()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.get().fmt(f)
            }
        }
    };
}

/// The JSON form of a member of a set.
pub fn encode_enum<T: Enum>(member: &T) -> Value {
    raw_value(member).map_or(Value::Null, EnumValue::json)
}
