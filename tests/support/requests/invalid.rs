//! Introduces a single violation into a valid request: crosses every limit by the smallest step, removes every required
//! property, and replaces every value by one of each other JSON type.
//!
//! The expected violation is known unless the value is inside of a union, where it depends on the nearest variant. There
//! only the rejection is expected, and values that another variant accepts are left out.

use fal_codegen::ir::EnumKind;
use serde_json::{Value, json};

use super::{
    acceptance, sample,
    schema_view::{NamedTypes, PropertyView, SchemaView, VariantView},
    valid::{Filling, ValidValues},
};

mod cross_field;

/// A request with a single violation.
#[derive(Clone, Debug)]
pub struct InvalidRequest {
    /// The request.
    pub payload: Value,
    /// Path to the violation, beginning with `body`.
    pub loc: Vec<Value>,
    /// Type of the violation, if it is known.
    pub kind: Option<&'static str>,
}

/// A value with a violation, and the path from the value to the violation.
struct Violation {
    value: Value,
    path: Vec<Value>,
    kind: Option<&'static str>,
}

impl Violation {
    fn new(kind: &'static str, value: Value) -> Self {
        Self { value, path: Vec::new(), kind: Some(kind) }
    }

    /// Wraps the value, and prepends a step to the path.
    fn below(self, step: impl Into<Value>, around: impl FnOnce(Value) -> Value) -> Self {
        let mut path = vec![step.into()];
        path.extend(self.path);
        Self { value: around(self.value), path, kind: self.kind }
    }
}

/// Derives every request that differs from a valid one by a single violation.
pub(super) fn all(types: &NamedTypes, schema: &SchemaView, request: &Value) -> Vec<InvalidRequest> {
    let violations = Breaker { types }.violations(schema, request);
    let invalid = |violation: Violation| {
        let loc = [json!("body")].into_iter().chain(violation.path).collect();
        InvalidRequest { payload: violation.value, loc, kind: violation.kind }
    };
    violations.into_iter().map(invalid).collect()
}

#[derive(Clone, Copy)]
struct Breaker<'t> {
    types: &'t NamedTypes,
}

impl Breaker<'_> {
    fn violations(self, schema: &SchemaView, value: &Value) -> Vec<Violation> {
        match schema {
            SchemaView::Named(name) => return self.violations(self.types.get(name), value),
            SchemaView::Nullable(inner) => {
                let violations = if value.is_null() { self.wrong_types(inner) } else { self.violations(inner, value) };
                return violations.into_iter().filter(|violation| !violation.value.is_null()).collect();
            }
            SchemaView::Union(variants) => return self.union(schema, variants, value),
            _ => {}
        }
        let mut violations = self.wrong_types(schema);
        violations.extend(cross_field::limits(schema, value));
        violations.extend(self.inside(schema, value));
        violations
    }

    /// Returns a value of every other JSON type.
    fn wrong_types(self, schema: &SchemaView) -> Vec<Violation> {
        let others = [json!(null), json!(true), json!(1), json!(1.0), json!(1.5), json!("1"), json!([]), json!({})];
        let kind = self.wrong_type(schema);
        let wrong = others.into_iter().filter(|other| !self.is_kind(schema, other));
        wrong.map(|other| Violation { value: other, path: Vec::new(), kind }).collect()
    }

    /// Type of the violation for a value of another JSON type, if it is known.
    fn wrong_type(self, schema: &SchemaView) -> Option<&'static str> {
        Some(match schema {
            SchemaView::Any | SchemaView::Union(_) => return None,
            SchemaView::Named(name) => return self.wrong_type(self.types.get(name)),
            SchemaView::Nullable(inner) => return self.wrong_type(inner),
            SchemaView::Bool => "bool_type",
            SchemaView::String { .. }
            | SchemaView::NumericString { .. }
            | SchemaView::Enum { kind: EnumKind::String, .. } => "string_type",
            SchemaView::Enum { kind: EnumKind::Integer, .. } | SchemaView::Integer { .. } => "int_type",
            SchemaView::Enum { kind: EnumKind::Json, .. } => "one_of",
            SchemaView::Number { .. } => "float_type",
            SchemaView::Array { .. } => "list_type",
            SchemaView::Tuple(_) => "tuple_type",
            SchemaView::Map { .. } | SchemaView::Object { .. } => "dict_type",
        })
    }

    /// Whether a value has the JSON type of a schema, regardless of limits.
    fn is_kind(self, schema: &SchemaView, value: &Value) -> bool {
        match schema {
            SchemaView::Any => true,
            SchemaView::Union(_) | SchemaView::Enum { kind: EnumKind::Json, .. } => {
                acceptance::accepts(self.types, schema, value)
            }
            SchemaView::Named(name) => self.is_kind(self.types.get(name), value),
            SchemaView::Nullable(inner) => value.is_null() || self.is_kind(inner, value),
            SchemaView::Bool => value.is_boolean(),
            SchemaView::String { .. }
            | SchemaView::NumericString { .. }
            | SchemaView::Enum { kind: EnumKind::String, .. } => value.is_string(),
            SchemaView::Enum { kind: EnumKind::Integer, .. } | SchemaView::Integer { .. } => {
                acceptance::integer(value).is_some()
            }
            SchemaView::Number { .. } => value.is_number(),
            SchemaView::Array { .. } | SchemaView::Tuple(_) => value.is_array(),
            SchemaView::Map { .. } | SchemaView::Object { .. } => value.is_object(),
        }
    }

    /// Violations inside of an object or array.
    fn inside(self, schema: &SchemaView, value: &Value) -> Vec<Violation> {
        match (schema, value) {
            (SchemaView::Object { properties, additional, .. }, Value::Object(object)) => {
                let mut violations: Vec<Violation> =
                    properties.iter().flat_map(|property| self.property(property, value)).collect();
                violations.extend(self.additional(additional, value, object.len()));
                violations
            }
            (SchemaView::Map { value: every, .. }, Value::Object(properties)) => {
                properties.iter().take(1).flat_map(|(name, inner)| self.at(every, value, &json!(name), inner)).collect()
            }
            (SchemaView::Array { positions, item, unique, .. }, Value::Array(items)) => {
                let pairs = items.iter().zip(positions.iter().chain(std::iter::repeat(&**item))).enumerate();
                let bounds =
                    pairs.filter(|(index, _)| *index < positions.len() || *index == 0 || index + 1 == items.len());
                let violations = bounds.flat_map(|(index, (inner, item))| self.at(item, value, &json!(index), inner));
                violations
                    .filter(|violation| {
                        !unique || !violation.value.as_array().is_some_and(|all| acceptance::has_duplicates(all))
                    })
                    .collect()
            }
            (SchemaView::Tuple(positions), Value::Array(items)) => {
                let positions = positions.iter().zip(items).enumerate();
                positions
                    .flat_map(|(index, (position, inner))| self.at(position, value, &json!(index), inner))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// Adds properties that are not of the schema of other properties.
    fn additional(self, additional: &SchemaView, value: &Value, length: usize) -> Vec<Violation> {
        let name = format!("other property {length}");
        let add = |inner: Value| {
            let mut object = value.clone();
            object.as_object_mut().map(|properties| properties.insert(name.clone(), inner));
            object
        };
        self.wrong_types(additional).into_iter().map(|violation| violation.below(json!(name), add)).collect()
    }

    fn property(self, property: &PropertyView, value: &Value) -> Vec<Violation> {
        let Some(inner) = value.get(&property.name) else { return Vec::new() };
        let name = json!(property.name);
        let mut violations = self.at(&property.schema, value, &name, inner);
        if property.required {
            let mut without = value.clone();
            without.as_object_mut().and_then(|properties| properties.remove(&property.name));
            violations.push(Violation { value: without, path: vec![name], kind: Some("missing") });
        }
        violations
    }

    /// Violations of the value at one step inside of another.
    fn at(self, schema: &SchemaView, parent: &Value, step: &Value, inner: &Value) -> Vec<Violation> {
        let put = |invalid: Value| {
            let mut integer = parent.clone();
            let position = match step {
                Value::String(name) => integer.get_mut(name),
                index => index.as_u64().and_then(|index| integer.get_mut(usize::try_from(index).ok()?)),
            };
            if let Some(position) = position {
                *position = invalid;
            }
            integer
        };
        self.violations(schema, inner).into_iter().map(|violation| violation.below(step.clone(), put)).collect()
    }

    /// Violations of a value of each variant that no variant accepts.
    fn union(self, union: &SchemaView, variants: &[VariantView], value: &Value) -> Vec<Violation> {
        let violations = variants.iter().flat_map(|variant| {
            let held = acceptance::variant_accepts(self.types, variant, value).then(|| value.clone());
            let inner = held.or_else(|| self.sample(variant));
            let mut violations =
                inner.iter().flat_map(|inner| self.violations(&variant.schema, inner)).collect::<Vec<_>>();
            violations.extend(inner.as_ref().and_then(|inner| unknown_discriminator(variant, inner)));
            violations
        });
        let rejected = violations.filter(|violation| !acceptance::accepts(self.types, union, &violation.value));
        rejected.map(|violation| Violation { kind: None, ..violation }).collect()
    }

    /// Generates a value of a variant.
    fn sample(self, variant: &VariantView) -> Option<Value> {
        let valid =
            ValidValues { types: self.types, filling: Filling::All }.strategy(&variant.schema, &mut Vec::new())?;
        let mut sample = sample(&valid, 1).pop()?;
        if let (Some((property, tags)), Value::Object(properties)) = (&variant.discriminator, &mut sample) {
            properties.insert(property.clone(), tags.first()?.clone());
        }
        Some(sample)
    }
}

/// Replaces the discriminator by a value that no variant has.
fn unknown_discriminator(variant: &VariantView, value: &Value) -> Option<Violation> {
    let (property, _) = variant.discriminator.as_ref()?;
    let mut changed = value.clone();
    changed.as_object_mut()?.insert(property.clone(), json!("no such value"));
    Some(Violation { value: changed, path: vec![json!(property)], kind: None })
}
