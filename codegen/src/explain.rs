//! An endpoint in words: each field's type, presence, default and limits, and where each came from.
//!
//! The snapshots of real specifications, the catalogue and `cargo xtask explain` all speak from here. No
//! line numbers: they move whenever a specification is edited; `explain` adds them from the origins.

use std::fmt::Write;

use crate::ir::{
    Base, Confidence, Direction, Endpoint, Field, IntType, Named, Presence, Provenance, ProvenanceKind, Transport, Ty,
    TypeId, TypeKind,
};

/// One demand on a field, and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The demand in words, e.g. `at least 1`.
    pub demand: String,
    /// Where it came from.
    pub provenance: Provenance,
}

/// The type of a field in the words of JSON Schema.
pub fn type_words(endpoint: &Endpoint, ty: &Ty) -> String {
    match ty {
        Ty::Any => "any".to_owned(),
        Ty::Bool => "boolean".to_owned(),
        Ty::String => "string".to_owned(),
        Ty::FileUrl => "string (URL of a file)".to_owned(),
        Ty::Integer(IntType::U64) => "integer (unsigned)".to_owned(),
        Ty::Integer(_) => "integer".to_owned(),
        Ty::Number => "number".to_owned(),
        Ty::Array(item) => format!("list of {}", type_words(endpoint, item)),
        Ty::Map(value) => format!("map of {}", type_words(endpoint, value)),
        Ty::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| type_words(endpoint, item)).collect();
            format!("tuple of {}", items.join(", "))
        }
        Ty::Nullable(inner) => format!("{} or null", type_words(endpoint, inner)),
        Ty::Named(id) | Ty::Boxed(id) => {
            endpoint.named(*id).map_or_else(|| "any".to_owned(), |named| shape_words(endpoint, named))
        }
    }
}

fn shape_words(endpoint: &Endpoint, named: &Named) -> String {
    match &named.kind {
        TypeKind::Struct(_) => "object".to_owned(),
        TypeKind::Enum(set) => {
            let text = set.values.iter().all(|member| member.value.as_str().is_some());
            format!(
                "{}{}",
                if text { "string" } else { "integer" },
                if set.open { " (open list)" } else { " (closed list)" }
            )
        }
        TypeKind::Constrained(checked) => match &checked.base {
            Base::Integer(IntType::U64) => "integer (unsigned)".to_owned(),
            Base::Integer(_) => "integer".to_owned(),
            Base::Number => "number".to_owned(),
            Base::String => "string".to_owned(),
            Base::NumericString { integer: true } => "integer, sent as string".to_owned(),
            Base::NumericString { integer: false } => "number, sent as string".to_owned(),
            Base::Array(item) => format!("list of {}", type_words(endpoint, item)),
        },
        TypeKind::Union(union) => {
            let arms: Vec<String> = union.variants.iter().map(|arm| type_words(endpoint, &arm.ty)).collect();
            arms.join(" or ")
        }
    }
}

/// The demands on a field's value.
pub fn limits(endpoint: &Endpoint, field: &Field) -> Vec<Fact> {
    endpoint.kind_of(&field.ty).map(demands).unwrap_or_default()
}

/// The demands of a type itself.
pub fn demands(shape: &TypeKind) -> Vec<Fact> {
    match shape {
        TypeKind::Enum(set) => {
            let members: Vec<String> = set.values.iter().map(|member| member.value.to_string()).collect();
            let word = if set.open { "known values" } else { "one of" };
            vec![Fact { demand: format!("{word} {}", members.join(", ")), provenance: set.provenance.clone() }]
        }
        TypeKind::Constrained(checked) => {
            let fact =
                |c: &crate::ir::Constraint| Fact { demand: c.limit.to_string(), provenance: c.provenance.clone() };
            checked.constraints.iter().map(fact).collect()
        }
        TypeKind::Struct(_) | TypeKind::Union(_) => Vec::new(),
    }
}

/// Where a limit came from, with its pointer and without its line.
pub fn provenance_words(provenance: &Provenance) -> String {
    let pointer = &provenance.origin.pointer;
    match &provenance.kind {
        ProvenanceKind::Keyword(keyword) => format!("keyword `{keyword}` at {pointer}"),
        ProvenanceKind::Overlay(name) => format!("overlay {name} at {pointer}"),
        ProvenanceKind::Prose { rule, phrase: words, confidence } => {
            let firmness = if *confidence == Confidence::ScaleEndpoints { ", the ends of a scale" } else { "" };
            format!("prose “{words}” by rule `{rule}`{firmness} at {pointer}")
        }
    }
}

/// The meaning of an endpoint, whole: what its snapshot holds.
pub fn meaning(endpoint: &Endpoint) -> String {
    let mut text = String::new();
    let way = match &endpoint.transport {
        Transport::Queue => "queue".to_owned(),
        Transport::Direct { method, path, media } => {
            format!(
                "{} {path}{}",
                method.as_str(),
                media.as_ref().map_or_else(String::new, |media| format!(" ({media})"))
            )
        }
    };
    let _ = writeln!(text, "endpoint {} from {}, by {way}", endpoint.id, endpoint.source);
    for parameter in &endpoint.parameters {
        let _ = writeln!(text, "  parameter {} in the {:?}", parameter.name, parameter.location);
    }
    match &endpoint.request {
        Some(request) => {
            let _ = writeln!(text, "\nrequest: {}", type_words(endpoint, request));
        }
        None => text.push_str("\nrequest: nothing\n"),
    }
    describe_types(endpoint, Direction::Request, &mut text);
    let _ = writeln!(text, "\nresponse: {}", type_words(endpoint, &endpoint.response));
    describe_types(endpoint, Direction::Response, &mut text);
    text
}

fn describe_types(endpoint: &Endpoint, direction: Direction, text: &mut String) {
    for (index, named) in endpoint.types.iter().enumerate() {
        if named.direction != direction {
            continue;
        }
        if let TypeKind::Struct(record) = &named.kind {
            let _ = writeln!(text, "\n{}", place_words(endpoint, TypeId::new(index)));
            record.fields.iter().for_each(|field| describe_field(endpoint, field, text));
        }
    }
}

/// What a record is called here: by its model, or by the way to it.
fn place_words(endpoint: &Endpoint, id: TypeId) -> String {
    use crate::ir::Naming;
    match endpoint.named(id).map(|named| &named.naming) {
        Some(Naming::Request) => "the request".to_owned(),
        Some(Naming::Response) => "the response".to_owned(),
        Some(Naming::Model(name)) => name.clone(),
        Some(Naming::Inside { owner, property, .. }) => format!("{property} of {}", place_words(endpoint, *owner)),
        None => "unknown".to_owned(),
    }
}

/// A field in lines: name, type and presence, then default and limits with where each came from.
pub fn describe_field(endpoint: &Endpoint, field: &Field, text: &mut String) {
    let presence = match field.presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Nullable => "optional or null",
        Presence::Tristate => "optional; null means something else than absence",
    };
    let _ = writeln!(text, "  {}: {}, {presence}", field.wire, type_words(endpoint, &field.ty));
    if let Some((default, provenance)) = &field.docs.default {
        let _ = writeln!(text, "    default {default} — {}", provenance_words(provenance));
    }
    for fact in limits(endpoint, field) {
        let _ = writeln!(text, "    {} — {}", fact.demand, provenance_words(&fact.provenance));
    }
    for remark in &field.docs.notes {
        let _ = writeln!(text, "    note: {remark}");
    }
}
