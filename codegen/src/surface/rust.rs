//! Types as users read them: without the door that generated code names the runtime by.

use crate::{
    ir::{Base, Endpoint, Field, Presence, Shape, Ty, Width},
    names::{EndpointNames, SHARED_MODULE},
};

/// A type as it is used, e.g. `Vec<Image>`.
pub fn ty(names: &EndpointNames, kind: &Ty) -> String {
    let inner = |kind: &Ty| ty(names, kind);
    match kind {
        Ty::Any => "Value".to_owned(),
        Ty::Bool => "bool".to_owned(),
        Ty::Text => "String".to_owned(),
        Ty::File => "FileInput".to_owned(),
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
        Ty::List(item) => format!("Vec<{}>", inner(item)),
        Ty::Map(value) => format!("BTreeMap<String, {}>", inner(value)),
        Ty::Tuple(items) => format!("({},)", items.iter().map(inner).collect::<Vec<_>>().join(", ")),
        Ty::Nullable(value) => format!("Option<{}>", inner(value)),
    }
}

fn integer(width: Width) -> &'static str {
    match width {
        Width::Signed => "i64",
        Width::Unsigned => "u64",
        Width::Wide => "i128",
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
    let is_union = |named: &crate::ir::Named| matches!(named.shape, Shape::Union(_));
    match kind {
        Ty::Text | Ty::File | Ty::Any => format!("impl Into<{exact}>"),
        Ty::Named(id) if endpoint.named(*id).is_some_and(is_union) => format!("impl Into<{exact}>"),
        Ty::List(item) if matches!(**item, Ty::Text | Ty::File) => {
            format!("impl IntoIterator<Item = impl Into<{}>>", ty(names, item))
        }
        _ => exact,
    }
}

/// What is checked, and the type that names the limits.
pub fn base(names: &EndpointNames, base: &Base, limits: &str) -> String {
    match base {
        Base::Integer(width) => format!("Integer<{limits}> of {}", integer(*width)),
        Base::Number => format!("Number<{limits}>"),
        Base::Text => format!("Text<{limits}>"),
        Base::NumericText { whole: true } => format!("NumericText<{limits}> of whole numbers"),
        Base::NumericText { whole: false } => format!("NumericText<{limits}>"),
        Base::List(item) => format!("List<{}, {limits}>", ty(names, item)),
    }
}
