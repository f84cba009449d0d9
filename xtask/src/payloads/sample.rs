//! Valid values of types: examples of the document where it has some, otherwise the simplest value.

use fal_codegen::{
    Limit, LimitKind, Literal,
    ir::{Base, Constrained, Direction, Docs, Endpoint, Enum, Field, Presence, Struct, Ty, TypeId, TypeKind},
};
use serde_json::{Map, Value, json};

use super::{Expectation, Payload, numbers};

/// Maximum depth of a value. A type that requires itself has no finite value.
const MAX_DEPTH: usize = 12;

/// Returns the examples of all properties as one payload. Required properties without an example get the simplest value;
/// if there is none, the result is `None`.
pub(super) fn example(endpoint: &Endpoint, direction: Direction, root: &Ty) -> Option<Payload> {
    let TypeKind::Struct(object) = &endpoint.named(root.id()?)?.kind else { return None };
    let sampler = Sampler { endpoint };
    let mut properties = Map::new();
    for field in &object.fields {
        let example = field.docs.examples.iter().find(|example| !example.is_null()).map(to_json);
        if let Some(example) = example {
            properties.insert(field.wire.clone(), example);
        } else if field.presence == Presence::Required {
            properties.insert(field.wire.clone(), sampler.field(field, 0)?);
        }
    }
    Some(Payload {
        endpoint: endpoint.id.clone(),
        direction,
        expectation: Expectation::Example,
        value: Value::Object(properties),
        pointer: String::new(),
        description: "the document's examples".to_owned(),
        is_complete: true,
    })
}

/// Returns a literal of a document as JSON.
pub(super) fn to_json(literal: &Literal) -> Value {
    serde_json::from_str(&literal.to_string()).unwrap_or(Value::Null)
}

/// Makes values for the types of an endpoint. A method returns `None` if it cannot derive a valid value.
#[derive(Clone, Copy)]
pub(super) struct Sampler<'a> {
    pub endpoint: &'a Endpoint,
}

impl Sampler<'_> {
    fn field(self, field: &Field, depth: usize) -> Option<Value> {
        self.value(&field.ty, &field.docs, depth)
    }

    /// Returns an example or default of the documentation, or the simplest value.
    fn value(self, ty: &Ty, docs: &Docs, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        let default = docs.default.as_ref().map(|(default, _)| default);
        let documented = docs.examples.first().or(default).filter(|value| !value.is_null());
        let or_simple = |simple: Value| Some(documented.map_or(simple, to_json));
        let nested = |ty: &Ty| self.value(ty, &Docs::default(), depth + 1);
        match ty {
            Ty::Any => or_simple(json!({})),
            Ty::Bool => or_simple(json!(false)),
            Ty::String => or_simple(json!("text")),
            Ty::FileUrl => or_simple(json!("https://example.com/file")),
            Ty::Integer(_) | Ty::Number => or_simple(json!(1)),
            Ty::Array(item) => match documented {
                Some(documented) => Some(to_json(documented)),
                None => Some(Value::Array(vec![nested(item)?])),
            },
            Ty::Map(value) => Some(json!({ "key": nested(value)? })),
            Ty::Tuple(items) => items.iter().map(nested).collect::<Option<Vec<_>>>().map(Value::Array),
            Ty::Nullable(inner) => self.value(inner, docs, depth),
            Ty::Named(id) | Ty::Boxed(id) => self.named(*id, documented, depth),
        }
    }

    fn named(self, id: TypeId, documented: Option<&Literal>, depth: usize) -> Option<Value> {
        match &self.endpoint.named(id)?.kind {
            TypeKind::Struct(object) => {
                let (properties, is_complete) = self.required_properties(object, depth);
                is_complete.then_some(Value::Object(properties))
            }
            TypeKind::Enum(values) => Some(to_json(documented.unwrap_or(&values.values.first()?.value))),
            TypeKind::Constrained(constrained) => match documented {
                Some(documented) => Some(to_json(documented)),
                None => self.constrained(constrained, depth),
            },
            TypeKind::Union(union) => match documented {
                Some(documented) => Some(to_json(documented)),
                None => union.variants.iter().find_map(|variant| self.value(&variant.ty, &Docs::default(), depth + 1)),
            },
        }
    }

    /// Returns the required properties of an object and those that its presence rules need, and whether all of them have a value.
    pub(super) fn required_properties(self, object: &Struct, depth: usize) -> (Map<String, Value>, bool) {
        let mut is_complete = true;
        let mut properties = Map::new();
        let first_of_rules = object.presence_rules.iter().filter_map(|rule| rule.alternatives.first()).flatten();
        let also: Vec<&str> = first_of_rules.map(String::as_str).collect();
        let is_needed = |field: &&Field| field.presence == Presence::Required || also.contains(&field.wire.as_str());
        for field in object.fields.iter().filter(is_needed) {
            match self.field(field, depth + 1) {
                Some(value) => drop(properties.insert(field.wire.clone(), value)),
                None => is_complete = false,
            }
        }
        (properties, is_complete)
    }

    fn constrained(self, constrained: &Constrained, depth: usize) -> Option<Value> {
        let base = &constrained.base;
        match base {
            Base::Integer(_) | Base::Number | Base::NumericString { .. } => {
                numbers::within(constrained).map(|number| numbers::to_json(base, &number))
            }
            Base::String if limit(constrained, LimitKind::Pattern).is_some() => None,
            Base::String => {
                let length = count(constrained, LimitKind::MinLength).unwrap_or(1);
                Some(Value::from("x".repeat(usize::try_from(length).ok()?)))
            }
            Base::Array(item) => {
                let count = count(constrained, LimitKind::MinItems).unwrap_or(1);
                self.items(item, count, depth).map(Value::Array)
            }
            Base::Sequence { positions, rest } => {
                let count = usize::try_from(count(constrained, LimitKind::MinItems).unwrap_or(0)).ok()?;
                let types = positions.iter().chain(std::iter::repeat(&**rest)).take(count);
                types.map(|item| self.value(item, &Docs::default(), depth + 1)).collect()
            }
            Base::Map(value) => {
                let count = count(constrained, LimitKind::MinProperties).unwrap_or(1);
                self.properties(value, count, depth).map(Value::Object)
            }
        }
    }

    /// Returns a number of items, distinct for strings, integers and enums.
    pub(super) fn items(self, item: &Ty, count: u64, depth: usize) -> Option<Vec<Value>> {
        let first = self.value(item, &Docs::default(), depth + 1)?;
        Some((0..count).map(|index| self.nth_item(item, &first, index)).collect())
    }

    /// Returns a number of properties with values of a type.
    pub(super) fn properties(self, value: &Ty, count: u64, depth: usize) -> Option<Map<String, Value>> {
        let value = self.value(value, &Docs::default(), depth + 1)?;
        Some((1..=count).map(|index| (format!("key{index}"), value.clone())).collect())
    }

    fn nth_item(self, item: &Ty, first: &Value, index: u64) -> Value {
        let distinct = match item {
            Ty::String | Ty::FileUrl => first.as_str().map(|text| Value::from(format!("{text}{index}"))),
            Ty::Integer(_) => first.as_i64().and_then(|first| first.checked_add_unsigned(index)).map(Value::from),
            Ty::Named(id) => self.enum_of(*id).and_then(|values| nth_value(values, index)),
            Ty::Any
            | Ty::Bool
            | Ty::Number
            | Ty::Array(_)
            | Ty::Map(_)
            | Ty::Tuple(_)
            | Ty::Nullable(_)
            | Ty::Boxed(_) => None,
        };
        distinct.unwrap_or_else(|| first.clone())
    }

    fn enum_of(&self, id: TypeId) -> Option<&Enum> {
        match &self.endpoint.named(id)?.kind {
            TypeKind::Enum(values) => Some(values),
            TypeKind::Struct(_) | TypeKind::Constrained(_) | TypeKind::Union(_) => None,
        }
    }
}

/// Returns a value of an enum; past the last it starts again.
fn nth_value(values: &Enum, index: u64) -> Option<Value> {
    let index = usize::try_from(index).ok()?.checked_rem(values.values.len())?;
    values.values.get(index).map(|value| to_json(&value.value))
}

/// Returns the limit of a kind.
pub(super) fn limit(constrained: &Constrained, kind: LimitKind) -> Option<&Limit> {
    constrained.constraints.iter().map(|constraint| &constraint.limit).find(|limit| limit.kind() == kind)
}

/// Returns the count of the limit of a kind.
pub(super) fn count(constrained: &Constrained, kind: LimitKind) -> Option<u64> {
    limit(constrained, kind)?.count()
}
