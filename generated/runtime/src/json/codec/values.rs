//! `JsonCodec` for scalars, `Option`, `Box`, `Vec`, string maps, tuples and `serde_json::Value`.
//!
//! Decoding is strict: nothing is trimmed, rounded or coerced. An integer may be written with a fraction of zero (`4.0`), as
//! in JSON Schema.

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

/// A value that is never sent or read: the response without a body.
impl JsonCodec for () {
    fn encode(&self, _: &mut Context) -> Value {
        Value::Null
    }

    fn decode(_: &Value, _: &mut Context) -> Option<Self> {
        Some(())
    }
}

impl JsonCodec for String {
    fn encode(&self, _: &mut Context) -> Value {
        Value::String(self.clone())
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let string = value.as_str().map(str::to_owned);
        if string.is_none() {
            context.report_type("string_type", "a valid string", value);
        }
        string
    }
}

impl JsonCodec for bool {
    fn encode(&self, _: &mut Context) -> Value {
        Value::Bool(*self)
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let scalar = value.as_bool();
        if scalar.is_none() {
            context.report_type("bool_type", "a valid boolean", value);
        }
        scalar
    }
}

impl JsonCodec for i64 {
    fn encode(&self, _: &mut Context) -> Value {
        Value::from(*self)
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let scalar = integer(value).and_then(|integer| Self::try_from(integer).ok());
        if scalar.is_none() {
            context.report_type("int_type", "a valid 64-bit integer", value);
        }
        scalar
    }
}

impl JsonCodec for u64 {
    fn encode(&self, _: &mut Context) -> Value {
        Value::from(*self)
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let scalar = integer(value).and_then(|integer| Self::try_from(integer).ok());
        if scalar.is_none() {
            context.report_type("int_type", "a valid unsigned 64-bit integer", value);
        }
        scalar
    }
}

/// The integer type of responses: −2^63 to 2^64−1.
impl JsonCodec for i128 {
    fn encode(&self, context: &mut Context) -> Value {
        if let Ok(value) = i64::try_from(*self) {
            return Value::from(value);
        }
        u64::try_from(*self).map_or_else(
            |_| {
                context.report(Issue::new("int_type", "Input should fit a 64-bit integer"), None);
                Value::Null
            },
            Value::from,
        )
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let integer = integer(value);
        if integer.is_none() {
            context.report_type("int_type", "a valid integer", value);
        }
        integer
    }
}

/// Returns the integer that a JSON number represents.
pub(crate) fn integer(value: &Value) -> Option<i128> {
    let exact = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    exact.or_else(|| value.as_f64().and_then(to_integer).map(i128::from))
}

/// Returns a float as an integer if it has no fraction and is below 2^53.
#[expect(clippy::cast_possible_truncation, reason = "exact below 2^53")]
fn to_integer(float: f64) -> Option<i64> {
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    (float.fract() == 0.0 && float.abs() < LIMIT).then_some(float as i64)
}

/// Floats without a fraction are encoded as integers (`3`, not `3.0`), as fal's own clients do.
impl JsonCodec for f64 {
    fn encode(&self, context: &mut Context) -> Value {
        if let Some(integer) = to_integer(*self) {
            return Value::from(integer);
        }
        serde_json::Number::from_f64(*self).map_or_else(
            || {
                context.report(Issue::new("finite_number", "Input should be a finite number"), None);
                Value::Null
            },
            Value::Number,
        )
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let scalar = value.as_f64();
        if scalar.is_none() {
            context.report_type("float_type", "a valid number", value);
        }
        scalar
    }
}

/// `None` is `null`.
impl<T: JsonCodec> JsonCodec for Option<T> {
    fn encode(&self, context: &mut Context) -> Value {
        self.as_ref().map_or(Value::Null, |value| value.encode(context))
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::decode(value, context).map(Some) }
    }
}

/// Used for recursive types.
impl<T: JsonCodec> JsonCodec for Box<T> {
    fn encode(&self, context: &mut Context) -> Value {
        T::encode(self, context)
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        T::decode(value, context).map(Self::new)
    }
}

impl<T: JsonCodec> JsonCodec for Vec<T> {
    fn encode(&self, context: &mut Context) -> Value {
        let mut items = Vec::with_capacity(self.len());
        for (index, item) in self.iter().enumerate() {
            context.push_index(index);
            items.push(item.encode(context));
            context.pop();
        }
        Value::Array(items)
    }

    // Decodes every item even after a failure, so that all violations are reported.
    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let Value::Array(items) = value else {
            context.report_type("list_type", "a valid list", value);
            return None;
        };
        let mut decoded = Some(Vec::with_capacity(items.len()));
        for (index, item) in items.iter().enumerate() {
            context.push_index(index);
            match (T::decode(item, context), &mut decoded) {
                (Some(item), Some(decoded)) => decoded.push(item),
                (Some(_), None) => {}
                (None, _) => decoded = None,
            }
            context.pop();
        }
        decoded
    }
}

impl<T: JsonCodec> JsonCodec for BTreeMap<String, T> {
    fn encode(&self, context: &mut Context) -> Value {
        let mut properties = Map::new();
        for (name, value) in self {
            context.push_key(name);
            properties.insert(name.clone(), value.encode(context));
            context.pop();
        }
        Value::Object(properties)
    }

    fn decode(value: &Value, context: &mut Context) -> Option<Self> {
        let Value::Object(properties) = value else {
            context.report_type("dict_type", "a valid dictionary", value);
            return None;
        };
        let mut decoded = Some(Self::new());
        for (name, value) in properties {
            context.push_key(name);
            match (T::decode(value, context), &mut decoded) {
                (Some(value), Some(decoded)) => {
                    decoded.insert(name.clone(), value);
                }
                (Some(_), None) => {}
                (None, _) => decoded = None,
            }
            context.pop();
        }
        decoded
    }
}

fn encode_item<T: JsonCodec>(item: &T, index: usize, context: &mut Context) -> Value {
    context.push_index(index);
    let json = item.encode(context);
    context.pop();
    json
}

fn decode_item<T: JsonCodec>(items: &[Value], index: usize, context: &mut Context) -> Option<T> {
    context.push_index(index);
    let item = items.get(index).and_then(|item| T::decode(item, context));
    context.pop();
    item
}

macro_rules! codec_for_tuples {
    ($($length:literal: ($($item:ident $index:tt),+);)+) => {$(
        impl<$($item: JsonCodec),+> JsonCodec for ($($item,)+) {
            fn encode(&self, context: &mut Context) -> Value {
                Value::Array(vec![$(encode_item(&self.$index, $index, context)),+])
            }

            fn decode(value: &Value, context: &mut Context) -> Option<Self> {
                let Value::Array(items) = value else {
                    context.report_type("tuple_type", "a valid tuple", value);
                    return None;
                };
                if items.len() != $length {
                    let message = format!("Tuple should have {} items, not {}", $length, items.len());
                    context.report(Issue::new("tuple_length", message), Some(value));
                    return None;
                }
                let decoded = ($(decode_item::<$item>(items, $index, context),)+);
                Some(($(decoded.$index?,)+))
            }
        }
    )+};
}
codec_for_tuples! {
    1: (A 0);
    2: (A 0, B 1);
    3: (A 0, B 1, C 2);
    4: (A 0, B 1, C 2, D 3);
    5: (A 0, B 1, C 2, D 3, E 4);
    6: (A 0, B 1, C 2, D 3, E 4, F 5);
    7: (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    8: (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
}
