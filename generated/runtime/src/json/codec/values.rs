//! The JSON forms of plain values: scalars, lists, maps, tuples, and any JSON itself.
//!
//! What requests hold is read strictly: nothing is trimmed, rounded or coerced. The integer of responses,
//! `i128`, takes whole numbers however they are written.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Context, Issue, JsonCodec};

impl JsonCodec for Value {
    fn encode(&self, _: &mut Context) -> Value {
        self.clone()
    }

    fn decode(value: &Value, _: &mut Context) -> Option<Self> {
        Some(value.clone())
    }
}

impl JsonCodec for String {
    fn encode(&self, _: &mut Context) -> Value {
        Value::String(self.clone())
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        let text = value.as_str().map(str::to_owned);
        if text.is_none() {
            at.mistyped("string_type", "a valid string", value);
        }
        text
    }
}

impl JsonCodec for bool {
    fn encode(&self, _: &mut Context) -> Value {
        Value::Bool(*self)
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        let scalar = value.as_bool();
        if scalar.is_none() {
            at.mistyped("bool_type", "a valid boolean", value);
        }
        scalar
    }
}

impl JsonCodec for i64 {
    fn encode(&self, _: &mut Context) -> Value {
        Value::from(*self)
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        let scalar = value.as_i64();
        if scalar.is_none() {
            at.mistyped("int_type", "a valid 64-bit integer", value);
        }
        scalar
    }
}

impl JsonCodec for u64 {
    fn encode(&self, _: &mut Context) -> Value {
        Value::from(*self)
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        let scalar = value.as_u64();
        if scalar.is_none() {
            at.mistyped("int_type", "a valid unsigned 64-bit integer", value);
        }
        scalar
    }
}

/// The integer of a response: everything from −2^63 to 2^64−1, whole numbers written as `4.0` included.
impl JsonCodec for i128 {
    fn encode(&self, at: &mut Context) -> Value {
        if let Ok(value) = i64::try_from(*self) {
            return Value::from(value);
        }
        u64::try_from(*self).map_or_else(
            |_| {
                at.refuse(Issue::new("int_type", "Input should fit a 64-bit integer"), None);
                Value::Null
            },
            Value::from,
        )
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        let exact = value.as_i64().map(Self::from).or_else(|| value.as_u64().map(Self::from));
        let integer = exact.or_else(|| value.as_f64().and_then(whole).map(Self::from));
        if integer.is_none() {
            at.mistyped("int_type", "a valid integer", value);
        }
        integer
    }
}

/// The integer that a float stands for, where it is a whole number and `f64` holds all of its size.
#[expect(clippy::cast_possible_truncation, reason = "below 2^53 no digit is lost")]
fn whole(float: f64) -> Option<i64> {
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    (float.fract() == 0.0 && float.abs() < LIMIT).then_some(float as i64)
}

/// Whole numbers are written without a fraction (`3`, not `3.0`), as fal's own clients do.
impl JsonCodec for f64 {
    fn encode(&self, at: &mut Context) -> Value {
        if let Some(whole) = whole(*self) {
            return Value::from(whole);
        }
        serde_json::Number::from_f64(*self).map_or_else(
            || {
                at.refuse(Issue::new("finite_number", "Input should be a finite number"), None);
                Value::Null
            },
            Value::Number,
        )
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        let scalar = value.as_f64();
        if scalar.is_none() {
            at.mistyped("float_type", "a valid number", value);
        }
        scalar
    }
}

/// `null` is `None`.
impl<T: JsonCodec> JsonCodec for Option<T> {
    fn encode(&self, at: &mut Context) -> Value {
        self.as_ref().map_or(Value::Null, |value| value.encode(at))
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::decode(value, at).map(Some) }
    }
}

/// Breaks the cycle of a type that contains itself.
impl<T: JsonCodec> JsonCodec for Box<T> {
    fn encode(&self, at: &mut Context) -> Value {
        T::encode(self, at)
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        T::decode(value, at).map(Self::new)
    }
}

impl<T: JsonCodec> JsonCodec for Vec<T> {
    fn encode(&self, at: &mut Context) -> Value {
        let mut items = Vec::with_capacity(self.len());
        for (index, item) in self.iter().enumerate() {
            at.enter_item(index);
            items.push(item.encode(at));
            at.leave();
        }
        Value::Array(items)
    }

    /// Every item is visited, so that every fault is told, before the first failure counts.
    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        let Value::Array(items) = value else {
            at.mistyped("list_type", "a valid list", value);
            return None;
        };
        let mut decoded = Some(Vec::with_capacity(items.len()));
        for (index, item) in items.iter().enumerate() {
            at.enter_item(index);
            match (T::decode(item, at), &mut decoded) {
                (Some(item), Some(decoded)) => decoded.push(item),
                (Some(_), None) => {}
                (None, _) => decoded = None,
            }
            at.leave();
        }
        decoded
    }
}

impl<T: JsonCodec> JsonCodec for BTreeMap<String, T> {
    fn encode(&self, at: &mut Context) -> Value {
        let mut members = Map::new();
        for (name, value) in self {
            at.enter_key(name);
            members.insert(name.clone(), value.encode(at));
            at.leave();
        }
        Value::Object(members)
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        let Value::Object(members) = value else {
            at.mistyped("dict_type", "a valid dictionary", value);
            return None;
        };
        let mut decoded = Some(Self::new());
        for (name, value) in members {
            at.enter_key(name);
            match (T::decode(value, at), &mut decoded) {
                (Some(value), Some(decoded)) => {
                    decoded.insert(name.clone(), value);
                }
                (Some(_), None) => {}
                (None, _) => decoded = None,
            }
            at.leave();
        }
        decoded
    }
}

/// An item of a tuple, where it is.
fn encode_item<T: JsonCodec>(item: &T, index: usize, at: &mut Context) -> Value {
    at.enter_item(index);
    let json = item.encode(at);
    at.leave();
    json
}

fn decode_item<T: JsonCodec>(items: &[Value], index: usize, at: &mut Context) -> Option<T> {
    at.enter_item(index);
    let item = items.get(index).and_then(|item| T::decode(item, at));
    at.leave();
    item
}

macro_rules! wire_for_tuple {
    ($($length:literal: ($($item:ident $index:tt),+);)+) => {$(
        impl<$($item: JsonCodec),+> JsonCodec for ($($item,)+) {
            fn encode(&self, at: &mut Context) -> Value {
                Value::Array(vec![$(encode_item(&self.$index, $index, at)),+])
            }

            fn decode(value: &Value, at: &mut Context) -> Option<Self> {
                let Value::Array(items) = value else {
                    at.mistyped("tuple_type", "a valid tuple", value);
                    return None;
                };
                if items.len() != $length {
                    let message = format!("Tuple should have {} items, not {}", $length, items.len());
                    at.refuse(Issue::new("tuple_length", message), Some(value));
                    return None;
                }
                let decoded = ($(decode_item::<$item>(items, $index, at),)+);
                Some(($(decoded.$index?,)+))
            }
        }
    )+};
}
wire_for_tuple! {
    1: (A 0);
    2: (A 0, B 1);
    3: (A 0, B 1, C 2);
    4: (A 0, B 1, C 2, D 3);
    5: (A 0, B 1, C 2, D 3, E 4);
    6: (A 0, B 1, C 2, D 3, E 4, F 5);
    7: (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    8: (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
}
