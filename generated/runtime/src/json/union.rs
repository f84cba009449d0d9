//! Unions: what a generated enum of alternatives says of its arms, and the JSON form that follows from it.
//!
//! The arms stand in the order of the generator, the most specific first; the first that takes a
//! value without a fault has it. Where none does, the faults of the arm that came nearest are told. A
//! union of a response has the arm `Other`, so that an answer of a new shape is kept, not refused.

use serde_json::Value;

use crate::json::codec::{Context, Issue, JsonCodec};

/// One of several shapes.
pub trait Union: Sized + 'static {
    /// The ways to read a value, the most specific first.
    const VARIANTS: &'static [Variant<Self>];

    /// The JSON form of the arm that is held.
    fn encode_variant(&self, at: &mut Context) -> Value;
}

/// One way to read a value.
pub type Variant<T> = fn(&Value, &mut Context) -> Option<T>;

/// Reads a value as an arm's type.
pub fn decode<T: JsonCodec>(value: &Value, at: &mut Context) -> Option<T> {
    T::decode(value, at)
}

/// Reads a value as an arm's type, if the member `property` says that it is of that arm.
pub fn decode_tagged<T: JsonCodec>(
    value: &Value,
    at: &mut Context,
    property: &'static str,
    tags: &[&str],
) -> Option<T> {
    let tag = value.get(property).and_then(Value::as_str);
    if tag.is_some_and(|tag| tags.contains(&tag)) || !value.is_object() {
        return T::decode(value, at);
    }
    at.enter(property);
    let expected: Vec<Value> = tags.iter().map(|tag| Value::from(*tag)).collect();
    let fault = match tag {
        Some(_) => Issue::new("one_of", "Input should be a tag of this shape").limit("expected", expected, None),
        None => Issue::new("missing", "Field required"),
    };
    at.refuse(fault, value.get(property));
    at.leave();
    None
}

/// Writes the value of an arm.
pub fn encode<T: JsonCodec>(value: &T, at: &mut Context) -> Value {
    value.encode(at)
}

/// The first arm that takes the value without a fault.
pub fn first_fit<T: Union>(value: &Value, at: &mut Context) -> Option<T> {
    let before = at.faults();
    T::VARIANTS.iter().find_map(|arm| {
        let taken = arm(value, at).filter(|_| at.faults() == before);
        at.forget_since(before);
        taken
    })
}

/// The first arm that takes the value, or the faults of the arm that came nearest.
pub fn nearest_fit<T: Union>(value: &Value, at: &mut Context) -> Option<T> {
    if let Some(taken) = first_fit(value, at) {
        return Some(taken);
    }
    let before = at.faults();
    let nearest = T::VARIANTS.iter().min_by_key(|arm| {
        let _ = arm(value, at);
        let distance = distance(at, before);
        at.forget_since(before);
        distance
    });
    match nearest {
        Some(arm) => {
            let _ = arm(value, at);
        }
        None => at.refuse(Issue::new("union_error", "Input fits none of the alternatives"), Some(value)),
    }
    None
}

/// How far an attempt was off: a value of another JSON type is farthest, then more faults are farther.
fn distance(at: &Context, before: usize) -> (bool, usize) {
    let faults = at.faults_since(before);
    let here = at.depth() + 1;
    let mistyped = faults.iter().any(|fault| fault.loc.len() == here && fault.r#type.ends_with("_type"));
    (mistyped, faults.len())
}

/// The rest of a union that a request holds.
#[doc(hidden)]
#[macro_export]
macro_rules! __closed_union {
    ($union:ident) => {
        impl $crate::codegen::JsonCodec for $union {
            fn encode(&self, at: &mut $crate::codegen::Context) -> $crate::codegen::Value {
                $crate::codegen::Union::encode_variant(self, at)
            }

            fn decode(value: &$crate::codegen::Value, at: &mut $crate::codegen::Context) -> Option<Self> {
                $crate::codegen::nearest_fit(value, at)
            }
        }
        $crate::codegen::serde!($union);
    };
}

/// The rest of a union that a response holds.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_union {
    ($union:ident) => {
        impl $crate::codegen::JsonCodec for $union {
            fn encode(&self, at: &mut $crate::codegen::Context) -> $crate::codegen::Value {
                $crate::codegen::Union::encode_variant(self, at)
            }

            fn decode(value: &$crate::codegen::Value, at: &mut $crate::codegen::Context) -> Option<Self> {
                Some($crate::codegen::first_fit(value, at).unwrap_or_else(|| Self::Other(value.clone())))
            }
        }
        $crate::codegen::serde!($union);
    };
}
