//! Types as users read them: without the module name by which generated code refers to the runtime.

use crate::{
    ir::{Base, Endpoint, Field, IntType, Presence, Ty, TypeKind},
    names::{EndpointNames, SHARED_MODULE},
};

/// A type as it is used, e.g. `Vec<Image>`.
pub fn ty(names: &EndpointNames, kind: &Ty) -> String {
    let inner = |kind: &Ty| ty(names, kind);
    match kind {
        Ty::Any => "Value".to_owned(),
        Ty::Bool => "bool".to_owned(),
        Ty::String => "String".to_owned(),
        Ty::FileUrl => "FileInput".to_owned(),
        Ty::Integer(width) => integer(*width).to_owned(),
        Ty::Number => "f64".to_owned(),
        Ty::Named(id) => match names.of(*id) {
            Some(names) => match &names.elsewhere {
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

fn integer(width: IntType) -> &'static str {
    match width {
        IntType::I64 => "i64",
        IntType::U64 => "u64",
        IntType::I128 => "i128",
    }
}

/// The type of a field: what may be missing is an `Option`.
pub fn field_type(names: &EndpointNames, field: &Field) -> String {
    let value = ty(names, &field.ty);
    match field.presence {
        Presence::Required => value,
        Presence::Optional | Presence::Nullable => format!("Option<{value}>"),
        Presence::Tristate => format!("Option<Nullable<{value}>>"),
    }
}

/// What a constructor or a setter takes for a value of a type.
pub fn argument(endpoint: &Endpoint, names: &EndpointNames, kind: &Ty) -> String {
    let exact = ty(names, kind);
    let is_union = endpoint.kind_of(kind).and_then(TypeKind::as_union).is_some();
    if kind.is_string() || *kind == Ty::Any || is_union {
        return format!("impl Into<{exact}>");
    }
    match kind.item().filter(|item| item.is_string()) {
        Some(item) => format!("impl IntoIterator<Item = impl Into<{}>>", ty(names, item)),
        None => exact,
    }
}

/// What is checked, and the type that names the limits.
pub fn base(names: &EndpointNames, base: &Base, limits: &str) -> String {
    match base {
        Base::Integer(width) => format!("Integer<{limits}> of {}", integer(*width)),
        Base::Number => format!("Number<{limits}>"),
        Base::String => format!("Text<{limits}>"),
        Base::NumericString { integer: true } => format!("NumericText<{limits}> of whole numbers"),
        Base::NumericString { integer: false } => format!("NumericText<{limits}>"),
        Base::Array(item) => format!("List<{}, {limits}>", ty(names, item)),
    }
}
