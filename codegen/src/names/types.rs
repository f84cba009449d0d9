//! The names of an endpoint's types, fields, variants and setters.
//!
//! A type is called by its property alone, unless that clashes inside the module: then by the struct
//! around it and the property. Models of the document keep their own names.

use std::collections::BTreeMap;

use super::{Distinct, TypeNames, reserved, words};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{Direction, Endpoint, Enum, Field, Named, Naming, Presence, SharedGroup, Struct, TypeId, TypeKind, Union},
    literal::Literal,
};

/// The name of what an endpoint returns.
pub(super) const RESPONSE: &str = "Response";

/// Which types of an endpoint are named.
pub(super) enum Selection<'a> {
    /// All, in the endpoint's own module.
    All,
    /// Those of a unit, whose root has this name.
    Unit { unit: &'a SharedGroup, root: &'a str },
}

impl Selection<'_> {
    fn has(&self, id: TypeId) -> bool {
        match self {
            Self::All => true,
            Self::Unit { unit, .. } => unit.types.contains(&id),
        }
    }

    /// The name that is settled before all others.
    fn root(&self, id: TypeId, named: &Named) -> Option<&str> {
        match (self, &named.naming) {
            (Self::Unit { unit, root }, _) => (unit.types.first() == Some(&id)).then_some(*root),
            (Self::All, Naming::Request) => Some("Request"),
            (Self::All, Naming::Response) => Some(RESPONSE),
            (Self::All, Naming::Model(_) | Naming::Inside { .. }) => None,
        }
    }
}

/// The names of the selected types, in the order of the endpoint's list; of others they are empty.
pub(super) fn name(endpoint: &Endpoint, selection: &Selection<'_>, diagnostics: &mut Diagnostics) -> Vec<TypeNames> {
    let mut distinct = Distinct::new(reserved::TYPES.iter().copied());
    let mut names: Vec<String> = vec![String::new(); endpoint.types.len()];
    let selected: Vec<(usize, &Named)> =
        endpoint.types.iter().enumerate().filter(|(index, _)| selection.has(TypeId::new(*index))).collect();
    name_roots(selection, &selected, &mut distinct, &mut names);
    name_models(&selected, &mut distinct, &mut names);
    name_inner(&selected, &mut distinct, &mut names);
    let mut types = vec![TypeNames::default(); names.len()];
    for (index, named) in selected {
        let name = names.get(index).cloned().unwrap_or_default();
        let limits = match &named.kind {
            TypeKind::Constrained(_) => distinct.take(&format!("{name}Limits"), ""),
            TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) => String::new(),
        };
        let Members { names: members, setters, null_setters } = members(named, diagnostics);
        if let Some(place) = types.get_mut(index) {
            *place = TypeNames { name, elsewhere: None, limits, members, setters, null_setters };
        }
    }
    types
}

fn set(names: &mut [String], index: usize, name: String) {
    if let Some(place) = names.get_mut(index) {
        *place = name;
    }
}

fn name_roots(selection: &Selection<'_>, selected: &[(usize, &Named)], distinct: &mut Distinct, names: &mut [String]) {
    for (index, named) in selected {
        if let Some(root) = selection.root(TypeId::new(*index), named) {
            distinct.reserve(root);
            set(names, *index, root.to_owned());
        }
    }
}

/// What is sent is named by users most, so requests choose first.
fn name_models(selected: &[(usize, &Named)], distinct: &mut Distinct, names: &mut [String]) {
    for direction in [Direction::Request, Direction::Response] {
        for (index, named) in selected.iter().filter(|(_, named)| named.direction == direction) {
            let unnamed = names.get(*index).is_some_and(String::is_empty);
            let Naming::Model(model) = &named.naming else { continue };
            if unnamed {
                let plain = words::type_name(model);
                let returned = direction == Direction::Response && distinct.is_taken(&plain);
                let wanted = if returned { format!("{plain}Output") } else { plain };
                set(names, *index, distinct.take(&wanted, ""));
            }
        }
    }
}

fn name_inner(selected: &[(usize, &Named)], distinct: &mut Distinct, names: &mut [String]) {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for (_, named) in selected {
        *uses.entry(alone(named)).or_default() += 1;
    }
    for (index, named) in selected {
        let Naming::Inside { owner, .. } = &named.naming else { continue };
        let alone = alone(named);
        let clashes = distinct.is_taken(&alone) || uses.get(&alone).is_some_and(|count| *count > 1);
        let around = names.get(owner.index()).cloned().unwrap_or_default();
        let wanted = if clashes { format!("{around}{}", alone.trim_start_matches('_')) } else { alone };
        set(names, *index, distinct.take(&wanted, ""));
    }
}

/// The name after the property alone; empty for types that have a name of their own.
fn alone(named: &Named) -> String {
    match &named.naming {
        Naming::Inside { property, role: "Item", .. } => words::singular(&words::upper_camel(property)),
        Naming::Inside { property, role, .. } => format!("{}{role}", words::upper_camel(property)),
        _ => String::new(),
    }
}

/// The names inside a type.
#[derive(Default)]
struct Members {
    names: Vec<String>,
    setters: Vec<String>,
    null_setters: Vec<String>,
}

fn members(named: &Named, diagnostics: &mut Diagnostics) -> Members {
    match &named.kind {
        TypeKind::Struct(record) => fields(record, diagnostics),
        TypeKind::Enum(set) => Members { names: variants(set), ..Members::default() },
        TypeKind::Union(union) => Members { names: arms(union), ..Members::default() },
        TypeKind::Constrained(_) => Members::default(),
    }
}

/// The fields of a record and their setters, which may not be called like another method.
fn fields(record: &Struct, diagnostics: &mut Diagnostics) -> Members {
    let mut fields = Distinct::default();
    let mut setters = Distinct::new(reserved::METHODS.iter().copied());
    let mut called = Vec::with_capacity(record.fields.len());
    let mut set_by = Vec::with_capacity(record.fields.len());
    let mut plain_setters = Vec::with_capacity(record.fields.len());
    for field in &record.fields {
        let plain = words::snake(&field.wire);
        let extra = record.allow_unknown_fields && plain == "extra";
        let wanted = if extra { format!("{plain}_") } else { plain };
        let name = fields.take(&wanted, "_");
        if name != wanted {
            let message = format!("`{}` and another property are one Rust name; this one is `{name}`", field.wire);
            diagnostics.push(Diagnostic::note("shared-field-name", &field.origin, message));
        }
        let method = if setters.is_taken(&name) { format!("{name}_") } else { name.clone() };
        let setter = setters.take(&method, "_");
        set_by.push(reserved::identifier(&setter));
        plain_setters.push(setter);
        called.push(reserved::identifier(&name));
    }
    // Another field may be called as the setter of `null` would be: the field's own setter keeps the name.
    let null_setter = |(field, setter): (&Field, String)| match field.presence {
        Presence::Tristate => setters.take(&format!("{}_null", setter.trim_end_matches('_')), "_"),
        Presence::Required | Presence::Optional | Presence::Nullable => String::new(),
    };
    let null_setters = record.fields.iter().zip(plain_setters).map(null_setter).collect();
    Members { names: called, setters: set_by, null_setters }
}

/// Variants that the renderer adds to what is listed.
const ADDED: [&str; 3] = ["Unlisted", "Other", "Self"];

fn variants(set: &Enum) -> Vec<String> {
    let mut distinct = Distinct::new(ADDED);
    let wanted = |value: &Literal| {
        let plain = words::upper_camel(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        if ADDED.contains(&plain.as_str()) { format!("{plain}Value") } else { plain }
    };
    set.values.iter().map(|member| distinct.take(&wanted(&member.value), "")).collect()
}

fn arms(union: &Union) -> Vec<String> {
    let mut distinct = Distinct::new(ADDED);
    union.variants.iter().map(|arm| distinct.take(&words::upper_camel(&arm.hint), "")).collect()
}
