//! A value that keeps to a type: from the document's examples where there are some, else the simplest.

use fal_codegen::{
    Limit, Literal, NumberLiteral,
    ir::{Base, Constrained, Docs, Endpoint, Presence, Struct, Ty, TypeId, TypeKind},
};
use serde_json::{Map, Value, json};

/// How deep records of required members are filled; beyond, the document describes an endless value.
const DEEPEST: usize = 12;

/// Makes values for the types of one endpoint.
#[derive(Clone, Copy)]
pub(super) struct Sampler<'a> {
    pub endpoint: &'a Endpoint,
}

impl Sampler<'_> {
    /// A value of a type; `None` where none can be made without knowing more.
    pub(super) fn value(self, ty: &Ty, docs: &Docs, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        let shown = docs
            .examples
            .first()
            .or(docs.default.as_ref().map(|(default, _)| default))
            .filter(|v| **v != Literal::Null);
        let plain = |fallback: Value| Some(shown.map_or(fallback, to_json));
        match ty {
            Ty::Any => plain(json!({})),
            Ty::Bool => plain(json!(false)),
            Ty::String => plain(json!("text")),
            Ty::FileUrl => plain(json!("https://example.com/file")),
            Ty::Integer(_) | Ty::Number => plain(json!(1)),
            Ty::Array(item) => match shown {
                Some(shown) => Some(to_json(shown)),
                None => Some(Value::Array(vec![self.value(item, &Docs::default(), depth + 1)?])),
            },
            Ty::Map(value) => Some(json!({ "key": self.value(value, &Docs::default(), depth + 1)? })),
            Ty::Tuple(items) => items
                .iter()
                .map(|item| self.value(item, &Docs::default(), depth + 1))
                .collect::<Option<Vec<_>>>()
                .map(Value::Array),
            Ty::Nullable(inner) => self.value(inner, docs, depth),
            Ty::Named(id) | Ty::Boxed(id) => self.named(*id, shown, depth),
        }
    }

    fn named(self, id: TypeId, shown: Option<&Literal>, depth: usize) -> Option<Value> {
        let named = self.endpoint.named(id)?;
        match &named.kind {
            TypeKind::Struct(record) => self.record(record, depth),
            TypeKind::Enum(set) => Some(to_json(shown.unwrap_or(&set.values.first()?.value))),
            TypeKind::Constrained(checked) => match shown {
                Some(shown) => Some(to_json(shown)),
                None => self.checked(checked, depth),
            },
            TypeKind::Union(union) => match shown {
                Some(shown) => Some(to_json(shown)),
                None => union.variants.iter().find_map(|arm| self.value(&arm.ty, &Docs::default(), depth + 1)),
            },
        }
    }

    /// The required members alone.
    pub(super) fn record(self, record: &Struct, depth: usize) -> Option<Value> {
        let required = record.fields.iter().filter(|field| field.presence == Presence::Required);
        let members: Option<Map<String, Value>> =
            required.map(|field| Some((field.wire.clone(), self.value(&field.ty, &field.docs, depth + 1)?))).collect();
        members.map(Value::Object)
    }

    fn checked(self, checked: &Constrained, depth: usize) -> Option<Value> {
        let least = |find: fn(&Limit) -> Option<u64>| checked.constraints.iter().find_map(|c| find(&c.limit));
        match &checked.base {
            Base::Integer(_) | Base::Number => number_inside(checked).map(|number| number_json(&number)),
            Base::NumericString { .. } => number_inside(checked).map(|number| Value::from(number.as_str())),
            Base::String if checked.constraints.iter().any(|c| matches!(c.limit, Limit::Pattern(_))) => None,
            Base::String => {
                let length = least(|limit| if let Limit::MinLength(length) = limit { Some(*length) } else { None });
                Some(Value::from("x".repeat(usize::try_from(length.unwrap_or(1)).ok()?)))
            }
            Base::Array(item) => {
                let count = least(|limit| if let Limit::MinItems(count) = limit { Some(*count) } else { None });
                self.items(item, count.unwrap_or(1), depth)
            }
        }
    }

    /// So many items, told apart where they are texts.
    pub(super) fn items(self, item: &Ty, count: u64, depth: usize) -> Option<Value> {
        let one = self.value(item, &Docs::default(), depth + 1)?;
        let distinct = |index: u64| match &one {
            Value::String(text) if matches!(item, Ty::String | Ty::FileUrl) => Value::from(format!("{text}{index}")),
            Value::Number(number) if matches!(item, Ty::Integer(_)) => number
                .as_i64()
                .map_or(one.clone(), |n| Value::from(n.saturating_add(i64::try_from(index).unwrap_or_default()))),
            other => other.clone(),
        };
        Some(Value::Array((0..count).map(distinct).collect()))
    }
}

/// A number within the limits: an end that is allowed, or one step inside.
fn number_inside(checked: &Constrained) -> Option<NumberLiteral> {
    let whole = !matches!(checked.base, Base::Number);
    let mut candidates: Vec<NumberLiteral> = Vec::new();
    for constraint in &checked.constraints {
        match &constraint.limit {
            Limit::Minimum { value, .. } => {
                candidates.extend([value.clone()].into_iter().chain(shifted(value, 1, whole)));
            }
            Limit::Maximum { value, .. } => {
                candidates.extend([value.clone()].into_iter().chain(shifted(value, -1, whole)));
            }
            Limit::MultipleOf(step) => candidates.push(step.clone()),
            _ => {}
        }
    }
    candidates.into_iter().find(|number| checked.constraints.iter().all(|c| keeps(&c.limit, number)))
}

/// The number one step further: a whole one, or a little.
pub(super) fn shifted(number: &NumberLiteral, direction: i32, whole: bool) -> Option<NumberLiteral> {
    if whole {
        return number.as_i128().map(|value| NumberLiteral::from(value + i128::from(direction)));
    }
    let value = number.as_f64()?;
    let little = (value.abs() * 1e-6).max(1e-9) * f64::from(direction);
    format!("{}", value + little).parse().ok()
}

/// Whether a number keeps to a limit of numbers, steps included.
pub(super) fn keeps(limit: &Limit, number: &NumberLiteral) -> bool {
    match limit {
        Limit::Minimum { value, exclusive } => number > value || (number == value && !exclusive),
        Limit::Maximum { value, exclusive } => number < value || (number == value && !exclusive),
        Limit::MultipleOf(step) => {
            let quotient = number.as_f64().unwrap_or(f64::NAN) / step.as_f64().unwrap_or(f64::NAN);
            (quotient - quotient.round()).abs() <= 1e-9 * quotient.abs().max(1.0)
        }
        _ => true,
    }
}

/// A number as JSON.
pub(super) fn number_json(number: &NumberLiteral) -> Value {
    serde_json::from_str(number.as_str()).unwrap_or(Value::Null)
}

/// A value of a document as JSON.
pub(super) fn to_json(literal: &Literal) -> Value {
    serde_json::from_str(&literal.to_string()).unwrap_or(Value::Null)
}
