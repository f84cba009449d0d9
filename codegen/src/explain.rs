//! Endpoints as text: the type, presence, default and limits of each field, and the source of each limit.
//!
//! The summaries of real specifications, the catalogue and `cargo xtask explain` use this text. It contains no line
//! numbers, which change with every edit of a specification; `explain` adds them.

use std::fmt::Write;

use crate::ir::{
    Base, CallKind, Confidence, Constraint, Direction, Endpoint, Enum, EnumKind, Field, IntType, Naming, Presence,
    Provenance, ProvenanceKind, Ty, TypeId, TypeKind,
};

/// A limit of a value as text, with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitFact {
    /// The limit, e.g. `at least 1`.
    pub text: String,
    /// The source of the limit.
    pub provenance: Provenance,
}

/// Returns a type in the terms of JSON Schema, e.g. `array of string`.
pub fn describe_type(endpoint: &Endpoint, ty: &Ty) -> String {
    describe(endpoint, ty, false)
}

/// Describes a type. A union in a union is not spelled out, since unions may be nested in each other many times.
fn describe(endpoint: &Endpoint, ty: &Ty, in_union: bool) -> String {
    match ty {
        Ty::Any => "any".to_owned(),
        Ty::Bool => "boolean".to_owned(),
        Ty::String => "string".to_owned(),
        Ty::FileUrl => "string (file URL)".to_owned(),
        Ty::Integer(int) => describe_integer(*int).to_owned(),
        Ty::Number => "number".to_owned(),
        Ty::Array(item) => format!("array of {}", describe(endpoint, item, in_union)),
        Ty::Map(value) => format!("map of {}", describe(endpoint, value, in_union)),
        Ty::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| describe(endpoint, item, in_union)).collect();
            format!("tuple of {}", items.join(", "))
        }
        Ty::Nullable(inner) => format!("{} or null", describe(endpoint, inner, in_union)),
        Ty::Named(id) | Ty::Boxed(id) => {
            endpoint.named(*id).map_or_else(|| "any".to_owned(), |named| describe_kind(endpoint, &named.kind, in_union))
        }
    }
}

fn describe_integer(int: IntType) -> &'static str {
    match int {
        IntType::U64 => "integer (unsigned)",
        IntType::I64 | IntType::I128 => "integer",
    }
}

fn describe_kind(endpoint: &Endpoint, kind: &TypeKind, in_union: bool) -> String {
    match kind {
        TypeKind::Struct(_) => "object".to_owned(),
        TypeKind::Enum(values) => describe_enum(values),
        TypeKind::Constrained(constrained) => match &constrained.base {
            Base::Integer(int) => describe_integer(*int).to_owned(),
            Base::Number => "number".to_owned(),
            Base::String => "string".to_owned(),
            Base::NumericString { integer: true } => "integer, sent as string".to_owned(),
            Base::NumericString { integer: false } => "number, sent as string".to_owned(),
            Base::Array(item) => format!("array of {}", describe(endpoint, item, in_union)),
            Base::Sequence { .. } => "array with a type for each position".to_owned(),
            Base::Map(value) => format!("map of {}", describe(endpoint, value, in_union)),
        },
        TypeKind::Union(union) if in_union => format!("one of {} types", union.variants.len()),
        TypeKind::Union(union) => {
            let variants = union.variants.iter().map(|variant| describe(endpoint, &variant.ty, true));
            variants.collect::<Vec<_>>().join(" or ")
        }
    }
}

fn describe_enum(values: &Enum) -> String {
    let ty = match values.kind() {
        EnumKind::String => "string",
        EnumKind::Integer => "integer",
        EnumKind::Json => "value",
    };
    format!("{ty} ({} enum)", if values.open { "open" } else { "closed" })
}

/// Returns the limits of a field's value.
pub fn field_limits(endpoint: &Endpoint, field: &Field) -> Vec<LimitFact> {
    endpoint.kind_of(&field.ty).map(type_limits).unwrap_or_default()
}

/// Returns the limits of a type. The values of an enum are one limit.
pub fn type_limits(kind: &TypeKind) -> Vec<LimitFact> {
    match kind {
        TypeKind::Enum(values) => {
            let listed: Vec<String> = values.values.iter().map(|value| value.value.to_string()).collect();
            let label = if values.open { "known values" } else { "one of" };
            let text = format!("{label} {}", listed.join(", "));
            vec![LimitFact { text, provenance: values.provenance.clone() }]
        }
        TypeKind::Constrained(constrained) => constrained.constraints.iter().map(limit_fact).collect(),
        TypeKind::Struct(_) | TypeKind::Union(_) => Vec::new(),
    }
}

fn limit_fact(constraint: &Constraint) -> LimitFact {
    LimitFact { text: constraint.limit.to_string(), provenance: constraint.provenance.clone() }
}

/// Returns the source of a limit with its JSON pointer.
pub fn describe_provenance(provenance: &Provenance) -> String {
    let pointer = &provenance.origin.pointer;
    match &provenance.kind {
        ProvenanceKind::Keyword(keyword) => format!("keyword `{keyword}` at {pointer}"),
        ProvenanceKind::Overlay(name) => format!("overlay {name} at {pointer}"),
        ProvenanceKind::Prose { rule, phrase, confidence } => {
            let scale = match confidence {
                Confidence::ScaleEndpoints => ", endpoints of a scale,",
                Confidence::Explicit => "",
            };
            format!("phrase “{phrase}” by rule `{rule}`{scale} at {pointer}")
        }
    }
}

/// Returns a summary of an endpoint: how it is called, and all fields of its request and response.
pub fn summary(endpoint: &Endpoint) -> String {
    let mut text = String::new();
    let transport = match &endpoint.transport {
        CallKind::Queue => "queue".to_owned(),
        CallKind::Direct { method, path, media, body: _ } => {
            let media = media.as_ref().map_or_else(String::new, |media| format!(" ({media})"));
            format!("{} {path}{media}", method.as_str())
        }
    };
    let _ = writeln!(text, "endpoint {} from {}, by {transport}", endpoint.id, endpoint.source);
    for parameter in &endpoint.parameters {
        let _ = writeln!(text, "  parameter {} in the {:?}", parameter.name, parameter.location);
    }
    let request = endpoint.request.as_ref().map(|request| describe_type(endpoint, request));
    let _ = writeln!(text, "\nrequest: {}", request.as_deref().unwrap_or("none"));
    describe_objects(endpoint, Direction::Request, &mut text);
    let _ = writeln!(text, "\nresponse: {}", describe_type(endpoint, &endpoint.response));
    if let Some(error) = &endpoint.error {
        let _ = writeln!(text, "error: {}", describe_type(endpoint, error));
    }
    describe_objects(endpoint, Direction::Response, &mut text);
    text
}

fn describe_objects(endpoint: &Endpoint, direction: Direction, text: &mut String) {
    for (index, named) in endpoint.types.iter().enumerate().filter(|(_, named)| named.direction == direction) {
        if let TypeKind::Struct(object) = &named.kind {
            let _ = writeln!(text, "\n{}", object_title(endpoint, TypeId::new(index)));
            object.fields.iter().for_each(|field| describe_field(endpoint, field, text));
        }
    }
}

/// Returns the name of an object: that of its schema, or the property that contains it.
fn object_title(endpoint: &Endpoint, id: TypeId) -> String {
    match endpoint.named(id).map(|named| &named.naming) {
        Some(Naming::Request) => "the request".to_owned(),
        Some(Naming::Response) => "the response".to_owned(),
        Some(Naming::Model(name) | Naming::Composed { name, .. }) => name.clone(),
        Some(Naming::Inside { owner, property, .. }) => format!("{property} of {}", object_title(endpoint, *owner)),
        None => "unknown".to_owned(),
    }
}

/// Writes a field: name, type and presence on one line, then default, limits and notes on a line each.
fn describe_field(endpoint: &Endpoint, field: &Field, text: &mut String) {
    let presence = match field.presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Nullable => "optional or null",
        Presence::Tristate => "optional or null, which differ",
    };
    let _ = writeln!(text, "  {}: {}, {presence}", field.wire, describe_type(endpoint, &field.ty));
    if let Some((default, provenance)) = &field.docs.default {
        let _ = writeln!(text, "    default {default} — {}", describe_provenance(provenance));
    }
    for limit in field_limits(endpoint, field) {
        let _ = writeln!(text, "    {} — {}", limit.text, describe_provenance(&limit.provenance));
    }
    for note in &field.docs.notes {
        let _ = writeln!(text, "    note: {note}");
    }
}
