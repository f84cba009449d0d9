//! Enumerations: what a generated enum says of its values, and the JSON form that follows from it.
//!
//! A set is closed on the way out: a request can hold a listed value, or one that was made with the
//! loudly named `unchecked`. It is open on the way in: a response keeps a value that this release
//! does not know in `Other`, and sends it back the same. An enum implements [`Set`] and gets the rest
//! from `closed_set!` or `open_set!`.

use std::fmt;

use serde_json::Value;

use crate::json::{
    checked::{Basis, Refusal},
    codec::{Fault, Walk},
};

/// A value out of a list.
pub trait Set: Sized + Clone + PartialEq + 'static {
    /// What is listed: `str` or `i64`.
    type Listed: Listed + ?Sized;
    /// The field's name on the wire.
    const FIELD: &'static str;
    /// What the list rests on.
    const BASIS: Basis;
    /// Every listed value, in the order of the specification.
    const LISTED: &'static [(&'static Self::Listed, Self)];

    /// The value itself, where it is not listed.
    fn unlisted(&self) -> Option<&Self::Listed>;
}

/// The two kinds of values that are listed.
pub trait Listed: PartialEq + 'static {
    /// The value that is kept where it is not listed.
    type Owned;

    /// The value as JSON.
    fn json(&self) -> Value;
    /// Whether a JSON value is this one.
    fn is(&self, json: &Value) -> bool;
    /// The value of a JSON value of this kind, or the kind of fault and what is expected.
    fn from_json(json: &Value) -> Result<Self::Owned, (&'static str, &'static str)>;
}

impl Listed for str {
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

impl Listed for i64 {
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
pub struct Unlisted<T>(T);

impl<T> Unlisted<T> {
    #[doc(hidden)]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value as it is sent.
    pub const fn get(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Unlisted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The value of a member of a set.
pub fn listed<T: Set>(member: &T) -> Option<&T::Listed> {
    if let Some(value) = member.unlisted() {
        return Some(value);
    }
    for (value, known) in T::LISTED {
        if known == member {
            return Some(value);
        }
    }
    None
}

/// The listed member of a JSON value.
pub fn find<T: Set>(json: &Value) -> Option<T> {
    for (value, member) in T::LISTED {
        if value.is(json) {
            return Some(member.clone());
        }
    }
    None
}

/// The member of a JSON value; a fault where it is not listed.
pub fn decode_closed<T: Set>(json: &Value, at: &mut Walk) -> Option<T> {
    let member = find(json);
    if member.is_none() {
        match T::Listed::from_json(json) {
            Ok(_) => at.refuse(not_listed(&values::<T>(), T::BASIS), Some(json)),
            Err((kind, expected)) => at.mistyped(kind, expected, json),
        }
    }
    member
}

/// The member of a JSON value, or what makes one of any value of its kind.
pub fn decode_open<T: Set>(json: &Value, at: &mut Walk, other: fn(<T::Listed as Listed>::Owned) -> T) -> Option<T> {
    if let Some(member) = find(json) {
        return Some(member);
    }
    match T::Listed::from_json(json) {
        Ok(value) => Some(other(value)),
        Err((kind, expected)) => {
            at.mistyped(kind, expected, json);
            None
        }
    }
}

/// The listed member of a value of the running program.
pub fn try_from<T: Set>(json: Value) -> Result<T, Refusal> {
    match find(&json) {
        Some(member) => Ok(member),
        None => Err(Refusal::new(T::FIELD, not_listed(&values::<T>(), T::BASIS), json)),
    }
}

fn values<T: Set>() -> Vec<Value> {
    let mut values = Vec::with_capacity(T::LISTED.len());
    for (value, _) in T::LISTED {
        values.push(value.json());
    }
    values
}

fn not_listed(expected: &[Value], basis: Basis) -> Fault {
    let words = expected.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let message = format!("Input should be one of {words}");
    Fault::new("one_of", message).limit("expected", expected.to_vec(), Some(basis.to_string()))
}

/// The rest of a set that a request holds.
#[doc(hidden)]
#[macro_export]
macro_rules! __closed_set {
    ($set:ident) => {
        impl $set {
            /// A value past the set, sent as it is. The server may refuse it, and bill the attempt.
            pub fn unchecked(
                value: impl Into<<<Self as $crate::codegen::Set>::Listed as $crate::codegen::Listed>::Owned>,
            ) -> Self {
                Self::Unlisted($crate::codegen::Unlisted::new(value.into()))
            }
        }

        impl $crate::codegen::Wire for $set {
            fn encode(&self, _: &mut $crate::codegen::Walk) -> $crate::codegen::Value {
                $crate::codegen::encode_set(self)
            }

            fn decode(value: &$crate::codegen::Value, at: &mut $crate::codegen::Walk) -> Option<Self> {
                $crate::codegen::decode_closed(value, at)
            }
        }
        $crate::codegen::serde!($set);
    };
    (text $set:ident) => {
        $crate::codegen::closed_set!($set);
        $crate::codegen::text_set!($set);

        impl TryFrom<&str> for $set {
            type Error = $crate::codegen::Refusal;

            fn try_from(text: &str) -> Result<Self, $crate::codegen::Refusal> {
                $crate::codegen::set_try_from($crate::codegen::Value::from(text))
            }
        }

        impl TryFrom<String> for $set {
            type Error = $crate::codegen::Refusal;

            fn try_from(text: String) -> Result<Self, $crate::codegen::Refusal> {
                $crate::codegen::set_try_from($crate::codegen::Value::from(text))
            }
        }

        impl std::str::FromStr for $set {
            type Err = $crate::codegen::Refusal;

            fn from_str(text: &str) -> Result<Self, $crate::codegen::Refusal> {
                Self::try_from(text)
            }
        }
    };
    (integer $set:ident) => {
        $crate::codegen::closed_set!($set);
        $crate::codegen::integer_set!($set);

        impl TryFrom<i64> for $set {
            type Error = $crate::codegen::Refusal;

            fn try_from(number: i64) -> Result<Self, $crate::codegen::Refusal> {
                $crate::codegen::set_try_from($crate::codegen::Value::from(number))
            }
        }
    };
}

/// The rest of a set that a response holds, or that takes any other value too.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_set {
    ($set:ident) => {
        impl $crate::codegen::Wire for $set {
            fn encode(&self, _: &mut $crate::codegen::Walk) -> $crate::codegen::Value {
                $crate::codegen::encode_set(self)
            }

            fn decode(value: &$crate::codegen::Value, at: &mut $crate::codegen::Walk) -> Option<Self> {
                $crate::codegen::decode_open(value, at, Self::Other)
            }
        }
        $crate::codegen::serde!($set);
    };
    (text $set:ident) => {
        $crate::codegen::open_set!($set);
        $crate::codegen::text_set!($set);

        impl From<&str> for $set {
            fn from(text: &str) -> Self {
                $crate::codegen::find_in_set(&$crate::codegen::Value::from(text))
                    .unwrap_or_else(|| Self::Other(text.to_owned()))
            }
        }

        impl From<String> for $set {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }
    };
    (integer $set:ident) => {
        $crate::codegen::open_set!($set);
        $crate::codegen::integer_set!($set);

        impl From<i64> for $set {
            fn from(number: i64) -> Self {
                $crate::codegen::find_in_set(&$crate::codegen::Value::from(number)).unwrap_or(Self::Other(number))
            }
        }
    };
}

/// What sets of texts share.
#[doc(hidden)]
#[macro_export]
macro_rules! __text_set {
    ($set:ident) => {
        impl $set {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                $crate::codegen::listed(self).unwrap_or_default()
            }
        }

        impl std::fmt::Display for $set {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// What sets of whole numbers share.
#[doc(hidden)]
#[macro_export]
macro_rules! __integer_set {
    ($set:ident) => {
        impl $set {
            /// The number on the wire.
            pub fn get(&self) -> i64 {
                $crate::codegen::listed(self).copied().unwrap_or_default()
            }
        }

        impl std::fmt::Display for $set {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.get().fmt(f)
            }
        }
    };
}

/// The JSON form of a member of a set.
pub fn encode_set<T: Set>(member: &T) -> Value {
    listed(member).map_or(Value::Null, Listed::json)
}
