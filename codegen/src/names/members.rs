//! Names inside a type: fields with their setters, and variants.

use std::collections::BTreeMap;

use super::{NameAllocator, recorded::NamesByKey, reserved, words};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{EnumKind, EnumValue, Field, Named, Presence, Struct, TypeKind},
};

/// The names inside a type.
#[derive(Default)]
pub(super) struct Members {
    pub names: Vec<String>,
    pub setters: Vec<String>,
    pub null_setters: Vec<String>,
}

/// Names the members of a type. Those in `given` keep their name.
pub(super) fn name(named: &Named, recorded: Option<&NamesByKey>, diagnostics: &mut Diagnostics) -> Members {
    match &named.kind {
        TypeKind::Struct(object) => fields(object, recorded, diagnostics),
        TypeKind::Enum(_) | TypeKind::Union(_) => variants(named, recorded, diagnostics),
        TypeKind::Constrained(_) => Members::default(),
    }
}

/// Returns the keys of the members in the lock: properties, values, or the names that variants would like to have.
pub(super) fn keys(kind: &TypeKind) -> Vec<String> {
    let keys: Vec<String> = match kind {
        TypeKind::Struct(object) => object.fields.iter().map(|field| field.wire.clone()).collect(),
        TypeKind::Enum(values) => values.values.iter().map(|listed| listed.value.to_text()).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| variant.hint.clone()).collect(),
        TypeKind::Constrained(_) => Vec::new(),
    };
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    let distinct = |key: String| {
        let count = uses.entry(key.clone()).or_default();
        *count += 1;
        if *count > 1 { format!("{key}#{count}") } else { key }
    };
    keys.into_iter().map(distinct).collect()
}

/// Returns whether a member's name says its key exactly, which is true for one key at most.
pub(super) fn is_exact(kind: &TypeKind, key: &str, name: &str) -> bool {
    match kind {
        TypeKind::Struct(_) => key == name || name.strip_prefix("r#") == Some(key),
        TypeKind::Enum(_) => words::snake(name) == key,
        TypeKind::Union(_) => key == name,
        TypeKind::Constrained(_) => false,
    }
}

/// Names the fields of a struct and their setters, which must not clash with other methods.
fn fields(record: &Struct, recorded: Option<&NamesByKey>, diagnostics: &mut Diagnostics) -> Members {
    let wanted: Vec<(String, String)> = record.fields.iter().map(|field| wanted_field(record, field)).collect();
    let recorded: Option<NamesByKey> = recorded.map(plain_names);
    let is_exact = |key: &str, name: &str| key == name;
    let names = NameAllocator::default().allocate_all(&wanted, recorded.as_ref(), words::is_identifier, is_exact, "_");
    for ((field, (_, wanted)), name) in record.fields.iter().zip(&wanted).zip(&names) {
        if name != wanted {
            let message =
                format!("property `{}` collides with another property in Rust; renamed to `{name}`", field.wire);
            diagnostics.push(Diagnostic::note("shared-field-name", &field.origin, message));
        }
    }
    let mut setters = NameAllocator::new(reserved::METHODS.iter().copied());
    if record.additional.is_some() {
        setters.reserve("additional_properties");
    }
    let setter = |name: &String| {
        let method = if setters.is_taken(name) { format!("{name}_") } else { name.clone() };
        setters.allocate(&method, "_")
    };
    let plain_setters: Vec<String> = names.iter().map(setter).collect();
    // Allocated last: another field may have the name of this setter, and its own setter keeps the name.
    let null_setter = |(field, setter): (&Field, &String)| match field.presence {
        Presence::Tristate => setters.allocate(&format!("{}_null", setter.trim_end_matches('_')), "_"),
        Presence::Required | Presence::Optional | Presence::Nullable => String::new(),
    };
    let null_setters = record.fields.iter().zip(&plain_setters).map(null_setter).collect();
    let identifiers = |names: &[String]| names.iter().map(|name| reserved::identifier(name)).collect();
    Members { names: identifiers(&names), setters: identifiers(&plain_setters), null_setters }
}

fn wanted_field(record: &Struct, field: &Field) -> (String, String) {
    let plain = words::snake(&field.wire);
    let is_extra = record.allow_unknown_fields && plain == "extra";
    (field.wire.clone(), if is_extra { format!("{plain}_") } else { plain })
}

/// Returns names without the marks of keywords.
fn plain_names(recorded: &NamesByKey) -> NamesByKey {
    let plain = |name: &String| {
        let is_marked = |plain: &&str| reserved::identifier(plain) == *name;
        let plain = name.strip_prefix("r#").or_else(|| name.strip_suffix('_')).filter(is_marked);
        plain.unwrap_or(name).to_owned()
    };
    recorded.iter().map(|(key, name)| (key.clone(), plain(name))).collect()
}

/// Names of variants that the renderer adds, and `Self`.
const RESERVED_VARIANTS: [&str; 3] = ["Unlisted", "Other", "Self"];

/// Names the values of an enum and the variants of a union.
fn variants(named: &Named, recorded: Option<&NamesByKey>, diagnostics: &mut Diagnostics) -> Members {
    let wanted: Vec<(String, String)> = keys(&named.kind).into_iter().zip(wanted_variants(&named.kind)).collect();
    let is_exact = |key: &str, name: &str| is_exact(&named.kind, key, name);
    let names =
        NameAllocator::new(RESERVED_VARIANTS).allocate_all(&wanted, recorded, words::is_identifier, is_exact, "");
    if matches!(named.kind, TypeKind::Enum(_)) {
        for ((key, wanted), name) in wanted.iter().zip(&names).filter(|((_, wanted), name)| wanted != *name) {
            let message = format!("value `{key}` collides with another value as `{wanted}` in Rust; named `{name}`");
            diagnostics.push(Diagnostic::note("shared-variant-name", &named.origin, message));
        }
    }
    Members { names, ..Members::default() }
}

/// Returns the name that each variant would like to have: strings are named after themselves, integers after the name that
/// the document gives them.
fn wanted_variants(kind: &TypeKind) -> Vec<String> {
    let of_value = |is_integer: bool, listed: &EnumValue| {
        let name = listed.name.as_ref().filter(|name| is_integer && name.chars().any(char::is_alphabetic));
        let plain = words::upper_camel(name.unwrap_or(&listed.value.to_text()));
        if RESERVED_VARIANTS.contains(&plain.as_str()) { format!("{plain}Value") } else { plain }
    };
    match kind {
        TypeKind::Enum(values) => {
            let is_integer = values.kind() == EnumKind::Integer;
            values.values.iter().map(|listed| of_value(is_integer, listed)).collect()
        }
        TypeKind::Union(union) => union.variants.iter().map(|variant| words::upper_camel(&variant.hint)).collect(),
        TypeKind::Struct(_) | TypeKind::Constrained(_) => Vec::new(),
    }
}
