//! Rust types as text.

use crate::{
    ir::{Base, Endpoint, Field, IntType, Presence, Ty, TypeKind},
    names::{EndpointNames, SHARED_MODULE},
};

/// Returns a type, e.g. `Vec<Image>`.
pub fn ty(names: &EndpointNames, kind: &Ty) -> String {
    let inner = |kind: &Ty| ty(names, kind);
    match kind {
        Ty::Any => "Value".to_owned(),
        Ty::Bool => "bool".to_owned(),
        Ty::String => "String".to_owned(),
        Ty::FileUrl => "FileInput".to_owned(),
        Ty::Integer(int) => integer(*int).to_owned(),
        Ty::Number => "f64".to_owned(),
        Ty::Named(id) => match names.get(*id) {
            Some(names) => match &names.external_module {
                Some(module) => format!("{SHARED_MODULE}::{module}::{}", names.name),
                None => names.name.clone(),
            },
            None => "Value".to_owned(),
        },
        Ty::Boxed(id) => format!("Box<{}>", inner(&Ty::Named(*id))),
        Ty::Array(item) => format!("Vec<{}>", inner(item)),
        Ty::Map(value) => format!("BTreeMap<String, {}>", inner(value)),
        Ty::Tuple(items) => format!("({},)", items.iter().map(inner).collect::<Vec<_>>().join(", ")),
        Ty::Nullable(value) => format!("Option<{}>", inner(value)),
    }
}

/// Returns the Rust type of an integer.
pub(super) fn integer(int: IntType) -> &'static str {
    match int {
        IntType::I64 => "i64",
        IntType::U64 => "u64",
        IntType::I128 => "i128",
    }
}

/// Returns the type of a struct field: an `Option` unless the field is required.
pub fn field_type(names: &EndpointNames, field: &Field) -> String {
    let value = ty(names, &field.ty);
    match field.presence {
        Presence::Required => value,
        Presence::Optional | Presence::Nullable => format!("Option<{value}>"),
        Presence::Tristate => format!("Option<Nullable<{value}>>"),
    }
}

/// Returns the parameter type of a constructor or setter for a value of this type.
pub fn argument(endpoint: &Endpoint, names: &EndpointNames, kind: &Ty) -> String {
    let exact = ty(names, kind);
    let is_union = |named: &crate::ir::Named| matches!(named.kind, TypeKind::Union(_));
    match kind {
        Ty::String | Ty::FileUrl | Ty::Any => format!("impl Into<{exact}>"),
        Ty::Named(id) if endpoint.named(*id).is_some_and(is_union) => format!("impl Into<{exact}>"),
        Ty::Array(item) if matches!(**item, Ty::String | Ty::FileUrl) => {
            format!("impl IntoIterator<Item = impl Into<{}>>", ty(names, item))
        }
        Ty::Bool
        | Ty::Integer(_)
        | Ty::Number
        | Ty::Named(_)
        | Ty::Boxed(_)
        | Ty::Array(_)
        | Ty::Map(_)
        | Ty::Tuple(_)
        | Ty::Nullable(_) => exact,
    }
}

/// Returns the runtime type of a constrained value and its type of limits.
pub fn base(names: &EndpointNames, base: &Base, limits: &str) -> String {
    let value = match base {
        Base::Integer(int) => integer(*int).to_owned(),
        Base::Number => "f64".to_owned(),
        Base::String => "String".to_owned(),
        Base::NumericString { integer: true } => "NumericString (integers)".to_owned(),
        Base::NumericString { integer: false } => "NumericString".to_owned(),
        Base::Array(item) => format!("Vec<{}>", ty(names, item)),
        Base::Sequence { .. } => "Vec<Value>".to_owned(),
        Base::Map(value) => format!("BTreeMap<String, {}>", ty(names, value)),
    };
    format!("Checked<{limits}> of {value}")
}
