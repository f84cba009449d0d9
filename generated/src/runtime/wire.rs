//! How typed values become JSON and come back, every fault told at once.
//!
//! Generated types do not derive serde's traits: they implement [`Wire`] through the macros of
//! `record` and `set`, which is several times cheaper to compile and lets one pass over a payload
//! collect all its faults with their places. `Serialize` and `Deserialize` are thin coats over it.
//! Limits themselves are in `checked`.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::{Map, Value};

use super::violation::{Step, Violation};

/// A value with a form on the wire.
pub trait Wire: Sized {
    /// The JSON form. What JSON cannot carry (`NaN`, infinities) is told to `at`.
    fn encode(&self, at: &mut Walk) -> Value;

    /// The value of a JSON form, or `None` after at least one fault was told to `at`.
    fn decode(value: &Value, at: &mut Walk) -> Option<Self>;
}

/// A walk over a payload: where it is now, and the faults found so far.
#[derive(Debug, Default)]
pub struct Walk {
    steps: Vec<Step>,
    violations: Vec<Violation>,
}

impl Walk {
    /// Goes down one member for the time of `visit`.
    pub fn member<T>(&mut self, name: &'static str, visit: impl FnOnce(&mut Self) -> T) -> T {
        self.step(Step::Name(Cow::Borrowed(name)), visit)
    }

    /// Goes down one step for the time of `visit`.
    pub fn step<T>(&mut self, step: Step, visit: impl FnOnce(&mut Self) -> T) -> T {
        self.steps.push(step);
        let result = visit(self);
        self.steps.pop();
        result
    }

    /// Tells a fault of the value here.
    pub fn refuse(&mut self, fault: Fault, input: Option<&Value>) {
        let mut loc = Vec::with_capacity(self.steps.len() + 1);
        loc.push(Step::Name(Cow::Borrowed("body")));
        loc.extend(self.steps.iter().cloned());
        self.violations.push(fault.at(loc, input.cloned()));
    }

    /// Tells that the value here is of the wrong JSON type, and answers `None`.
    pub fn mistyped<T>(&mut self, r#type: &'static str, expected: &str, input: &Value) -> Option<T> {
        self.refuse(Fault::new(r#type, format!("Input should be {expected}")), Some(input));
        None
    }

    /// How many faults there are so far.
    pub fn faults(&self) -> usize {
        self.violations.len()
    }

    /// The faults after the first `count`.
    pub fn faults_since(&self, count: usize) -> &[Violation] {
        self.violations.get(count..).unwrap_or_default()
    }

    /// How many steps below the payload this is.
    pub fn depth(&self) -> usize {
        self.steps.len()
    }

    /// Forgets the faults after the first `count`: an arm of a union was tried and did not fit.
    pub fn forget_since(&mut self, count: usize) {
        self.violations.truncate(count);
    }

    /// The faults.
    pub fn into_violations(self) -> Vec<Violation> {
        self.violations
    }
}

/// A fault without its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The kind, as in [`Violation`].
    pub r#type: &'static str,
    /// The sentence, as in [`Violation`].
    pub msg: String,
    /// The limit, as in [`Violation`].
    pub ctx: Map<String, Value>,
    /// What the limit rests on.
    pub basis: Option<String>,
}

impl Fault {
    /// A fault that crossed no stated limit.
    pub fn new(r#type: &'static str, msg: impl Into<String>) -> Self {
        Self { r#type, msg: msg.into(), ctx: Map::new(), basis: None }
    }

    /// The same fault with the limit that was crossed and what that limit rests on.
    #[must_use]
    pub fn limit(mut self, name: &str, limit: impl Into<Value>, basis: Option<String>) -> Self {
        self.ctx.insert(name.to_owned(), limit.into());
        self.basis = basis;
        self
    }

    /// The fault of the value `input` at `loc`.
    pub fn at(self, loc: Vec<Step>, input: Option<Value>) -> Violation {
        let Self { r#type, msg, ctx, basis } = self;
        Violation { loc, msg, r#type: Cow::Borrowed(r#type), ctx, input, basis }
    }
}

/// The JSON form of a value, or every reason why it has none.
pub fn to_json<T: Wire>(value: &T) -> Result<Value, Vec<Violation>> {
    let mut walk = Walk::default();
    let json = value.encode(&mut walk);
    if walk.violations.is_empty() { Ok(json) } else { Err(walk.violations) }
}

/// The value of a JSON form, or every fault of that form.
pub fn from_json<T: Wire>(json: &Value) -> Result<T, Vec<Violation>> {
    let mut walk = Walk::default();
    match T::decode(json, &mut walk) {
        Some(value) if walk.violations.is_empty() => Ok(value),
        _ => Err(walk.violations),
    }
}

/// Every fault of a JSON form.
pub fn violations<T: Wire>(json: &Value) -> Vec<Violation> {
    from_json::<T>(json).err().unwrap_or_default()
}

/// `Serialize` of a generated type.
pub fn serialize<T: Wire, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    to_json(value).map_err(|faults| ser::Error::custom(sentence(&faults)))?.serialize(serializer)
}

/// `Deserialize` of a generated type.
pub fn deserialize<'de, T: Wire, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    from_json(&Value::deserialize(deserializer)?).map_err(|faults| de::Error::custom(sentence(&faults)))
}

/// All faults in one line.
pub fn sentence(faults: &[Violation]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl Wire for Value {
    fn encode(&self, _: &mut Walk) -> Value {
        self.clone()
    }

    fn decode(value: &Value, _: &mut Walk) -> Option<Self> {
        Some(value.clone())
    }
}

impl Wire for String {
    fn encode(&self, _: &mut Walk) -> Value {
        Value::String(self.clone())
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        value.as_str().map(str::to_owned).or_else(|| at.mistyped("string_type", "a valid string", value))
    }
}

impl Wire for bool {
    fn encode(&self, _: &mut Walk) -> Value {
        Value::Bool(*self)
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        value.as_bool().or_else(|| at.mistyped("bool_type", "a valid boolean", value))
    }
}

impl Wire for i64 {
    fn encode(&self, _: &mut Walk) -> Value {
        Value::from(*self)
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        value.as_i64().or_else(|| at.mistyped("int_type", "a valid 64-bit integer", value))
    }
}

impl Wire for u64 {
    fn encode(&self, _: &mut Walk) -> Value {
        Value::from(*self)
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        value.as_u64().or_else(|| at.mistyped("int_type", "a valid unsigned 64-bit integer", value))
    }
}

/// The integer of a response: everything from −2^63 to 2^64−1, whole numbers written as `4.0` included.
impl Wire for i128 {
    fn encode(&self, at: &mut Walk) -> Value {
        if let Ok(value) = i64::try_from(*self) {
            return Value::from(value);
        }
        u64::try_from(*self).map_or_else(
            |_| {
                at.refuse(Fault::new("int_type", "Input should fit a 64-bit integer"), None);
                Value::Null
            },
            Value::from,
        )
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        let exact = value.as_i64().map(Self::from).or_else(|| value.as_u64().map(Self::from));
        exact
            .or_else(|| value.as_f64().and_then(whole).map(Self::from))
            .or_else(|| at.mistyped("int_type", "a valid integer", value))
    }
}

/// The integer that a float stands for, where it is a whole number and `f64` holds all of its size.
#[expect(clippy::cast_possible_truncation, reason = "below 2^53 no digit is lost")]
fn whole(float: f64) -> Option<i64> {
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    (float.fract() == 0.0 && float.abs() < LIMIT).then_some(float as i64)
}

/// Whole numbers are written without a fraction (`3`, not `3.0`), as fal's own clients do.
impl Wire for f64 {
    fn encode(&self, at: &mut Walk) -> Value {
        if let Some(whole) = whole(*self) {
            return Value::from(whole);
        }
        serde_json::Number::from_f64(*self).map_or_else(
            || {
                at.refuse(Fault::new("finite_number", "Input should be a finite number"), None);
                Value::Null
            },
            Value::Number,
        )
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        value.as_f64().or_else(|| at.mistyped("float_type", "a valid number", value))
    }
}

/// `null` is `None`.
impl<T: Wire> Wire for Option<T> {
    fn encode(&self, at: &mut Walk) -> Value {
        self.as_ref().map_or(Value::Null, |value| value.encode(at))
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::decode(value, at).map(Some) }
    }
}

/// Breaks the cycle of a type that contains itself.
impl<T: Wire> Wire for Box<T> {
    fn encode(&self, at: &mut Walk) -> Value {
        T::encode(self, at)
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        T::decode(value, at).map(Self::new)
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn encode(&self, at: &mut Walk) -> Value {
        let item = |(index, item): (usize, &T)| at.step(Step::Index(index as u64), |at| item.encode(at));
        Value::Array(self.iter().enumerate().map(item).collect())
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        let Value::Array(items) = value else { return at.mistyped("list_type", "a valid list", value) };
        // Every item is visited, so that every fault is told, before the first failure counts.
        let decoded: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| at.step(Step::Index(index as u64), |at| T::decode(item, at)))
            .collect();
        decoded.into_iter().collect()
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    fn encode(&self, at: &mut Walk) -> Value {
        let member = |(name, value): (&String, &T)| {
            (name.clone(), at.step(Step::Name(Cow::Owned(name.clone())), |at| value.encode(at)))
        };
        Value::Object(self.iter().map(member).collect())
    }

    fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
        let Value::Object(members) = value else { return at.mistyped("dict_type", "a valid dictionary", value) };
        let decoded: Vec<(String, Option<T>)> = members
            .iter()
            .map(|(name, value)| {
                (name.clone(), at.step(Step::Name(Cow::Owned(name.clone())), |at| T::decode(value, at)))
            })
            .collect();
        decoded.into_iter().map(|(name, value)| Some((name, value?))).collect()
    }
}

macro_rules! wire_for_tuple {
    ($($length:literal: ($($item:ident $index:tt),+);)+) => {$(
        impl<$($item: Wire),+> Wire for ($($item,)+) {
            fn encode(&self, at: &mut Walk) -> Value {
                Value::Array(vec![$(at.step(Step::Index($index), |at| self.$index.encode(at))),+])
            }

            fn decode(value: &Value, at: &mut Walk) -> Option<Self> {
                let Value::Array(items) = value else { return at.mistyped("tuple_type", "a valid tuple", value) };
                if items.len() != $length {
                    let message = format!("Tuple should have {} items, not {}", $length, items.len());
                    at.refuse(Fault::new("tuple_length", message), Some(value));
                    return None;
                }
                let decoded = ($(at.step(Step::Index($index), |at| $item::decode(items.get($index)?, at)),)+);
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
