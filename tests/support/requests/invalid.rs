//! Single faults put into a good request: every limit crossed by the smallest step, every member that must be there
//! taken away, a value of every other JSON type in the place of each.
//!
//! Which fault must be told is known as long as there is one shape for a value. Below a union it depends on which arm
//! is nearest, so there only that it is refused is known; what another arm takes is no fault.

use serde_json::{Value, json};

use super::{
    acceptance,
    schema_view::{Arm, Member, Shape, Types},
    some,
    valid::{Filling, Good},
};

mod cross_field;

/// A request with a fault.
#[derive(Clone, Debug)]
pub struct Spoilt {
    /// The request.
    pub payload: Value,
    /// The way to the fault, from `body` on.
    pub loc: Vec<Value>,
    /// The kind of fault, where it is known.
    pub kind: Option<&'static str>,
}

/// A value with a fault, and the way to the fault below it.
struct Fault {
    value: Value,
    way: Vec<Value>,
    kind: Option<&'static str>,
}

impl Fault {
    fn here(kind: &'static str, value: Value) -> Self {
        Self { value, way: Vec::new(), kind: Some(kind) }
    }

    /// The same fault with a step above it.
    fn below(self, step: impl Into<Value>, around: impl FnOnce(Value) -> Value) -> Self {
        let mut way = vec![step.into()];
        way.extend(self.way);
        Self { value: around(self.value), way, kind: self.kind }
    }
}

/// Every request that has one fault more than a good one.
pub(super) fn all(types: &Types, shape: &Shape, request: &Value) -> Vec<Spoilt> {
    let faults = Spoiling { types }.faults(shape, request);
    let spoilt = |fault: Fault| {
        let loc = [json!("body")].into_iter().chain(fault.way).collect();
        Spoilt { payload: fault.value, loc, kind: fault.kind }
    };
    faults.into_iter().map(spoilt).collect()
}

#[derive(Clone, Copy)]
struct Spoiling<'t> {
    types: &'t Types,
}

impl Spoiling<'_> {
    fn faults(self, shape: &Shape, value: &Value) -> Vec<Fault> {
        match shape {
            Shape::Named(name) => return self.faults(self.types.of(name), value),
            Shape::Nullable(inner) => {
                let faults = if value.is_null() { self.mistyped(inner) } else { self.faults(inner, value) };
                return faults.into_iter().filter(|fault| !fault.value.is_null()).collect();
            }
            Shape::Union(arms) => return self.union(shape, arms, value),
            _ => {}
        }
        let mut faults = self.mistyped(shape);
        faults.extend(cross_field::limits(shape, value));
        faults.extend(self.inside(shape, value));
        faults
    }

    /// Values of every other JSON type.
    fn mistyped(self, shape: &Shape) -> Vec<Fault> {
        let others = [json!(null), json!(true), json!(1), json!(1.0), json!(1.5), json!("1"), json!([]), json!({})];
        let kind = self.wrong_type(shape);
        let strange = others.into_iter().filter(|other| !self.is_kind(shape, other));
        strange.map(|other| Fault { value: other, way: Vec::new(), kind }).collect()
    }

    /// The fault of a value of another JSON type, where it is known.
    fn wrong_type(self, shape: &Shape) -> Option<&'static str> {
        Some(match shape {
            Shape::Any | Shape::Union(_) => return None,
            Shape::Named(name) => return self.wrong_type(self.types.of(name)),
            Shape::Nullable(inner) => return self.wrong_type(inner),
            Shape::Bool => "bool_type",
            Shape::Text { .. } | Shape::NumberAsText { .. } | Shape::Listed { text: true, .. } => "string_type",
            Shape::Listed { text: false, .. } | Shape::Whole { .. } => "int_type",
            Shape::Number { .. } => "float_type",
            Shape::List { .. } => "list_type",
            Shape::Tuple(_) => "tuple_type",
            Shape::Map(_) | Shape::Record(_) => "dict_type",
        })
    }

    /// Whether a value is of the JSON type that a shape wants, limits aside.
    fn is_kind(self, shape: &Shape, value: &Value) -> bool {
        match shape {
            Shape::Any => true,
            Shape::Union(_) => acceptance::takes(self.types, shape, value),
            Shape::Named(name) => self.is_kind(self.types.of(name), value),
            Shape::Nullable(inner) => value.is_null() || self.is_kind(inner, value),
            Shape::Bool => value.is_boolean(),
            Shape::Text { .. } | Shape::NumberAsText { .. } | Shape::Listed { text: true, .. } => value.is_string(),
            Shape::Listed { text: false, .. } | Shape::Whole { .. } => value.is_i64(),
            Shape::Number { .. } => value.is_number(),
            Shape::List { .. } | Shape::Tuple(_) => value.is_array(),
            Shape::Map(_) | Shape::Record(_) => value.is_object(),
        }
    }

    /// The faults below a value.
    fn inside(self, shape: &Shape, value: &Value) -> Vec<Fault> {
        match (shape, value) {
            (Shape::Record(members), Value::Object(_)) => {
                members.iter().flat_map(|member| self.member(member, value)).collect()
            }
            (Shape::Map(every), Value::Object(members)) => {
                members.iter().take(1).flat_map(|(name, inner)| self.at(every, value, &json!(name), inner)).collect()
            }
            (Shape::List { item, unique, .. }, Value::Array(items)) => {
                let ends = items.iter().enumerate().filter(|(index, _)| *index == 0 || index + 1 == items.len());
                let faults = ends.flat_map(|(index, inner)| self.at(item, value, &json!(index), inner));
                faults
                    .filter(|fault| !unique || !fault.value.as_array().is_some_and(|all| acceptance::repeats(all)))
                    .collect()
            }
            (Shape::Tuple(places), Value::Array(items)) => {
                let places = places.iter().zip(items).enumerate();
                places.flat_map(|(index, (place, inner))| self.at(place, value, &json!(index), inner)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn member(self, member: &Member, value: &Value) -> Vec<Fault> {
        let Some(inner) = value.get(&member.name) else { return Vec::new() };
        let name = json!(member.name);
        let mut faults = self.at(&member.shape, value, &name, inner);
        if member.required {
            let mut without = value.clone();
            without.as_object_mut().and_then(|members| members.remove(&member.name));
            faults.push(Fault { value: without, way: vec![name], kind: Some("missing") });
        }
        faults
    }

    /// The faults of the value at a step of another.
    fn at(self, shape: &Shape, around: &Value, step: &Value, inner: &Value) -> Vec<Fault> {
        let put = |spoilt: Value| {
            let mut whole = around.clone();
            let place = match step {
                Value::String(name) => whole.get_mut(name),
                index => index.as_u64().and_then(|index| whole.get_mut(usize::try_from(index).ok()?)),
            };
            if let Some(place) = place {
                *place = spoilt;
            }
            whole
        };
        self.faults(shape, inner).into_iter().map(|fault| fault.below(step.clone(), put)).collect()
    }

    /// The faults of a value of each arm that no arm takes.
    fn union(self, union: &Shape, arms: &[Arm], value: &Value) -> Vec<Fault> {
        let faults = arms.iter().flat_map(|arm| {
            let held = acceptance::arm_takes(self.types, arm, value).then(|| value.clone());
            let inner = held.or_else(|| self.sample(arm));
            let mut faults = inner.iter().flat_map(|inner| self.faults(&arm.shape, inner)).collect::<Vec<_>>();
            faults.extend(inner.as_ref().and_then(|inner| strange_tag(arm, inner)));
            faults
        });
        let refused = faults.filter(|fault| !acceptance::takes(self.types, union, &fault.value));
        refused.map(|fault| Fault { kind: None, ..fault }).collect()
    }

    /// A value of an arm that holds none.
    fn sample(self, arm: &Arm) -> Option<Value> {
        let good = Good { types: self.types, filling: Filling::All }.of(&arm.shape, &mut Vec::new())?;
        let mut sample = some(&good, 1).pop()?;
        if let (Some((property, tags)), Value::Object(members)) = (&arm.tag, &mut sample) {
            members.insert(property.clone(), tags.first()?.clone());
        }
        Some(sample)
    }
}

/// The value with a tag that no arm has.
fn strange_tag(arm: &Arm, value: &Value) -> Option<Fault> {
    let (property, _) = arm.tag.as_ref()?;
    let mut strange = value.clone();
    strange.as_object_mut()?.insert(property.clone(), json!("no such tag"));
    Some(Fault { value: strange, way: vec![json!(property)], kind: None })
}
