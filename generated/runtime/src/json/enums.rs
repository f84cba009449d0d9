//! Enumerations: how a generated enum maps its variants to JSON values.
//!
//! A closed enum of a request takes the listed values, and others through `unchecked`. An open enum, such as every enum
//! of a response, keeps unlisted values in `Other` and encodes them unchanged. A generated enum implements [`Enum`];
//! the macros `closed_enum!` and `open_enum!` derive the other traits from it.

use std::fmt;

use serde_json::Value;

use crate::json::{
    checked::{LimitError, Provenance},
    codec::{self, Context, Issue},
};

/// A generated enum with listed values.
pub trait Enum: Sized + Clone + PartialEq + 'static {
    /// Type of the listed values: `str`, `i64` or [`JsonConstant`].
    type Value: EnumValue + ?Sized;
    /// Name of the property that has this enum.
    const FIELD: &'static str;
    /// Provenance of the list.
    const PROVENANCE: Provenance;
    /// The listed values and their variants, in the order of the specification.
    const VALUES: &'static [(&'static Self::Value, Self)];

    /// Returns the value if it is not listed.
    fn unlisted_value(&self) -> Option<&Self::Value>;
}

/// A type of enum values: `str`, `i64` or [`JsonConstant`].
pub trait EnumValue: PartialEq + 'static {
    /// Owned form, in which unlisted values are stored.
    type Owned;

    /// Converts the value to JSON.
    fn json(&self) -> Value;
    /// Returns whether a JSON value equals this one.
    fn is(&self, json: &Value) -> bool;
    /// Converts JSON of the right type; the error is the violation type and the expected type.
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
        codec::integer(json) == Some(i128::from(*self))
    }

    fn from_json(json: &Value) -> Result<i64, (&'static str, &'static str)> {
        codec::integer(json).and_then(|integer| Self::try_from(integer).ok()).ok_or(("int_type", "a valid integer"))
    }
}

/// A value of an enum that is neither an enum of strings nor of integers, such as `0.5`, `true` or `[1, 2]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonConstant {
    /// JSON text.
    Text(&'static str),
    /// A value that is not known at compile time.
    Value(Value),
}

impl<T: Into<Value>> From<T> for JsonConstant {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}

impl EnumValue for JsonConstant {
    type Owned = Self;

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => serde_json::from_str(text).unwrap_or_default(),
            Self::Value(value) => value.clone(),
        }
    }

    fn is(&self, json: &Value) -> bool {
        codec::is_same(&self.json(), json)
    }

    fn from_json(json: &Value) -> Result<Self, (&'static str, &'static str)> {
        Ok(Self::Value(json.clone()))
    }
}

/// A value that a closed enum does not list, created by the enum's `unchecked`.
#[derive(Clone, PartialEq, Eq)]
pub struct UncheckedValue<T>(T);

impl<T> UncheckedValue<T> {
    #[doc(hidden)]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value as it is sent.
    pub const fn get(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for UncheckedValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Returns the value of a variant.
pub fn raw_value<T: Enum>(variant: &T) -> Option<&T::Value> {
    if let Some(value) = variant.unlisted_value() {
        return Some(value);
    }
    for (value, listed) in T::VALUES {
        if listed == variant {
            return Some(value);
        }
    }
    None
}

/// Returns the variant of a listed value.
pub fn find_variant<T: Enum>(json: &Value) -> Option<T> {
    for (value, variant) in T::VALUES {
        if value.is(json) {
            return Some(variant.clone());
        }
    }
    None
}

/// Encodes an enum.
pub fn encode_enum<T: Enum>(variant: &T) -> Value {
    raw_value(variant).map_or(Value::Null, EnumValue::json)
}

/// Decodes a closed enum; reports a violation if the value is not listed.
pub fn decode_closed<T: Enum>(json: &Value, context: &mut Context) -> Option<T> {
    let variant = find_variant(json);
    if variant.is_none() {
        match T::Value::from_json(json) {
            Ok(_) => context.report(not_listed(&values::<T>(), T::PROVENANCE), Some(json)),
            Err((r#type, expected)) => context.report_type(r#type, expected, json),
        }
    }
    variant
}

/// Decodes an open enum; `other` makes the variant of an unlisted value.
pub fn decode_open<T: Enum>(
    json: &Value,
    context: &mut Context,
    other: fn(<T::Value as EnumValue>::Owned) -> T,
) -> Option<T> {
    if let Some(variant) = find_variant(json) {
        return Some(variant);
    }
    match T::Value::from_json(json) {
        Ok(value) => Some(other(value)),
        Err((r#type, expected)) => {
            context.report_type(r#type, expected, json);
            None
        }
    }
}

/// Converts a value to a closed enum.
pub fn try_from<T: Enum>(json: Value) -> Result<T, LimitError> {
    match find_variant(&json) {
        Some(variant) => Ok(variant),
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

fn not_listed(expected: &[Value], provenance: Provenance) -> Issue {
    let list = expected.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let message = format!("Input should be one of {list}");
    Issue::new("one_of", message).limit("expected", expected.to_vec(), Some(provenance.to_string()))
}

/// Implements the constructors and conversions of a closed enum.
#[doc(hidden)]
#[macro_export]
macro_rules! __closed_enum {
    ($name:ident) => {
        impl $name {
            /// Creates an unlisted value, which is sent unchecked. The server may reject it and bill the request.
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

            fn decode(value: &$crate::codegen::Value, context: &mut $crate::codegen::Context) -> Option<Self> {
                $crate::codegen::decode_closed(value, context)
            }
        }
        $crate::codegen::serde!($name);
    };
    (string $name:ident) => {
        $crate::codegen::closed_enum!($name);
        $crate::codegen::string_enum!($name);

        impl TryFrom<&str> for $name {
            type Error = $crate::codegen::LimitError;

            fn try_from(value: &str) -> Result<Self, $crate::codegen::LimitError> {
                $crate::codegen::enum_try_from($crate::codegen::Value::from(value))
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::codegen::LimitError;

            fn try_from(value: String) -> Result<Self, $crate::codegen::LimitError> {
                $crate::codegen::enum_try_from($crate::codegen::Value::from(value))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::codegen::LimitError;

            fn from_str(value: &str) -> Result<Self, $crate::codegen::LimitError> {
                Self::try_from(value)
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
    (json $name:ident) => {
        $crate::codegen::closed_enum!($name);
        $crate::codegen::json_enum!($name from $crate::codegen::Value bool i64 f64 &str String);

        impl $name {
            /// Returns the value that is sent.
            pub fn to_json(&self) -> $crate::codegen::Value {
                $crate::codegen::encode_enum(self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.to_json().fmt(f)
            }
        }
    };
}

/// Implements the conversion from a type to a closed enum of JSON values.
#[doc(hidden)]
#[macro_export]
macro_rules! __json_enum {
    ($name:ident from $($source:ty)*) => {$(
        impl TryFrom<$source> for $name {
            type Error = $crate::codegen::LimitError;

            fn try_from(value: $source) -> Result<Self, $crate::codegen::LimitError> {
                $crate::codegen::enum_try_from($crate::codegen::Value::from(value))
            }
        }
    )*};
}

/// Implements the constructors and conversions of an open enum.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    ($name:ident) => {
        impl $crate::codegen::JsonCodec for $name {
            fn encode(&self, _: &mut $crate::codegen::Context) -> $crate::codegen::Value {
                $crate::codegen::encode_enum(self)
            }

            fn decode(value: &$crate::codegen::Value, context: &mut $crate::codegen::Context) -> Option<Self> {
                $crate::codegen::decode_open(value, context, Self::Other)
            }
        }
        $crate::codegen::serde!($name);
    };
    (string $name:ident) => {
        $crate::codegen::open_enum!($name);
        $crate::codegen::string_enum!($name);

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                $crate::codegen::find_variant(&$crate::codegen::Value::from(value))
                    .unwrap_or_else(|| Self::Other(value.to_owned()))
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::from(value.as_str())
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

/// Implements `as_str` and `Display` of a string enum.
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    ($name:ident) => {
        impl $name {
            /// Returns the string that is sent.
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

/// Implements `get` and `Display` of an integer enum.
#[doc(hidden)]
#[macro_export]
macro_rules! __integer_enum {
    ($name:ident) => {
        impl $name {
            /// Returns the integer that is sent.
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
