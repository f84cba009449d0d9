//! Names of an endpoint's types, fields, variants and setters.
//!
//! A type is named after its property, or after the enclosing struct and the property if the short name clashes inside
//! the module. Named schemas of the document keep their names.

use std::collections::BTreeMap;

use super::{NameAllocator, TypeNames, reserved, words};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{
        Direction, ERROR_BODY, Endpoint, Enum, EnumKind, EnumValue, Field, Named, Naming, Presence, SharedGroup,
        Struct, Ty, TypeId, TypeKind, Union,
    },
};

/// The name of the response type.
pub(super) const RESPONSE: &str = "Response";

/// The types to name.
pub(super) enum Selection<'a> {
    /// All types of the endpoint, in its own module.
    All,
    /// The types of a shared group.
    Group {
        group: &'a SharedGroup,
        /// The name of the group's root type.
        root: &'a str,
    },
}

impl Selection<'_> {
    /// Returns the types in the order of the endpoint's list.
    fn of<'e>(&self, endpoint: &'e Endpoint) -> Vec<(TypeId, &'e Named)> {
        let mut ids: Vec<TypeId> = match self {
            Self::All => (0..endpoint.types.len()).map(TypeId::new).collect(),
            Self::Group { group, .. } => group.types.clone(),
        };
        ids.sort();
        ids.into_iter().filter_map(|id| Some((id, endpoint.named(id)?))).collect()
    }

    /// Returns the fixed name of a root type.
    fn root(&self, id: TypeId, named: &Named) -> Option<&str> {
        match (self, &named.naming) {
            (Self::Group { group, root }, _) => (group.types.first() == Some(&id)).then_some(*root),
            (Self::All, Naming::Request) => Some("Request"),
            (Self::All, Naming::Response) => Some(RESPONSE),
            (Self::All, Naming::Model(_) | Naming::Composed { .. } | Naming::Inside { .. }) => None,
        }
    }
}

/// Names the selected types.
pub(super) fn name(
    endpoint: &Endpoint,
    selection: &Selection<'_>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<TypeId, TypeNames> {
    let mut allocator = NameAllocator::new(reserved::TYPES.iter().copied());
    let mut names = BTreeMap::new();
    let selected = selection.of(endpoint);
    name_roots(selection, &selected, &mut allocator, &mut names);
    if let (Selection::All, Some(error)) = (selection, &endpoint.error) {
        name_error_body(error, &selected, &mut allocator, &mut names);
    }
    name_models(&selected, &mut allocator, &mut names);
    name_inner(&selected, &mut allocator, &mut names);
    let mut types = BTreeMap::new();
    for (id, named) in selected {
        let name = names.remove(&id).unwrap_or_default();
        let limits = match &named.kind {
            TypeKind::Constrained(_) => allocator.allocate(&format!("{name}Limits"), ""),
            TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) => String::new(),
        };
        let Members { names: members, setters, null_setters } = members(named, diagnostics);
        types.insert(id, TypeNames { name, external_module: None, limits, members, setters, null_setters });
    }
    types
}

fn name_roots(
    selection: &Selection<'_>,
    selected: &[(TypeId, &Named)],
    allocator: &mut NameAllocator,
    names: &mut BTreeMap<TypeId, String>,
) {
    for (id, named) in selected {
        if let Some(root) = selection.root(*id, named) {
            allocator.reserve(root);
            names.insert(*id, root.to_owned());
        }
    }
}

/// Keeps the name of the error body for its type or for the alias of it.
fn name_error_body(
    error: &Ty,
    selected: &[(TypeId, &Named)],
    allocator: &mut NameAllocator,
    names: &mut BTreeMap<TypeId, String>,
) {
    allocator.reserve(ERROR_BODY);
    for (id, named) in selected.iter().filter(|(id, _)| error.id() == Some(*id)) {
        if matches!(&named.naming, Naming::Model(name) | Naming::Composed { name, .. } if name == ERROR_BODY) {
            names.insert(*id, ERROR_BODY.to_owned());
        }
    }
}

/// Names the schemas of requests first, since users write those names most.
fn name_models(selected: &[(TypeId, &Named)], allocator: &mut NameAllocator, names: &mut BTreeMap<TypeId, String>) {
    for direction in [Direction::Request, Direction::Response] {
        for (id, named) in selected.iter().filter(|(_, named)| named.direction == direction) {
            let unnamed = !names.contains_key(id);
            let (Naming::Model(name) | Naming::Composed { name, .. }) = &named.naming else { continue };
            if unnamed {
                let plain = words::type_name(name);
                let returned = direction == Direction::Response && allocator.is_taken(&plain);
                let wanted = if returned { format!("{plain}Output") } else { plain };
                names.insert(*id, allocator.allocate(&wanted, ""));
            }
        }
    }
}

fn name_inner(selected: &[(TypeId, &Named)], allocator: &mut NameAllocator, names: &mut BTreeMap<TypeId, String>) {
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for (_, named) in selected {
        *uses.entry(short_name(named)).or_default() += 1;
    }
    for (id, named) in selected {
        let Naming::Inside { owner, .. } = &named.naming else { continue };
        let short = short_name(named);
        let clashes = allocator.is_taken(&short) || uses.get(&short).is_some_and(|count| *count > 1);
        let owner = names.get(owner).cloned().unwrap_or_default();
        let wanted = if clashes { format!("{owner}{}", short.trim_start_matches('_')) } else { short };
        names.insert(*id, allocator.allocate(&wanted, ""));
    }
}

/// Returns the name after the property; empty for a type with a name of its own.
fn short_name(named: &Named) -> String {
    match &named.naming {
        Naming::Inside { property, role: "Item", .. } => words::singular(&words::upper_camel(property)),
        Naming::Inside { property, role, .. } => format!("{}{role}", words::upper_camel(property)),
        Naming::Request | Naming::Response | Naming::Model(_) | Naming::Composed { .. } => String::new(),
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
        TypeKind::Struct(object) => fields(object, diagnostics),
        TypeKind::Enum(values) => Members { names: variants(values), ..Members::default() },
        TypeKind::Union(union) => Members { names: union_variants(union), ..Members::default() },
        TypeKind::Constrained(_) => Members::default(),
    }
}

/// Names the fields of a struct and their setters, which must not clash with other methods.
fn fields(record: &Struct, diagnostics: &mut Diagnostics) -> Members {
    let mut fields = NameAllocator::default();
    let mut setters = NameAllocator::new(reserved::METHODS.iter().copied());
    if record.additional.is_some() {
        setters.reserve("additional_properties");
    }
    let mut called = Vec::with_capacity(record.fields.len());
    let mut set_by = Vec::with_capacity(record.fields.len());
    let mut plain_setters = Vec::with_capacity(record.fields.len());
    for field in &record.fields {
        let plain = words::snake(&field.wire);
        let extra = record.allow_unknown_fields && plain == "extra";
        let wanted = if extra { format!("{plain}_") } else { plain };
        let name = fields.allocate(&wanted, "_");
        if name != wanted {
            let message =
                format!("property `{}` collides with another property in Rust; renamed to `{name}`", field.wire);
            diagnostics.push(Diagnostic::note("shared-field-name", &field.origin, message));
        }
        let method = if setters.is_taken(&name) { format!("{name}_") } else { name.clone() };
        let setter = setters.allocate(&method, "_");
        set_by.push(reserved::identifier(&setter));
        plain_setters.push(setter);
        called.push(reserved::identifier(&name));
    }
    // Allocated last: another field may have the name of this setter, and its own setter keeps the name.
    let null_setter = |(field, setter): (&Field, String)| match field.presence {
        Presence::Tristate => setters.allocate(&format!("{}_null", setter.trim_end_matches('_')), "_"),
        Presence::Required | Presence::Optional | Presence::Nullable => String::new(),
    };
    let null_setters = record.fields.iter().zip(plain_setters).map(null_setter).collect();
    Members { names: called, setters: set_by, null_setters }
}

/// Names of variants that the renderer adds, and `Self`.
const RESERVED_VARIANTS: [&str; 3] = ["Unlisted", "Other", "Self"];

/// Names the values of an enum: strings after themselves, integers after the name that the document gives them.
fn variants(values: &Enum) -> Vec<String> {
    let mut allocator = NameAllocator::new(RESERVED_VARIANTS);
    let is_integer = values.kind() == EnumKind::Integer;
    let wanted = |listed: &EnumValue| {
        let name = listed.name.as_ref().filter(|name| is_integer && name.chars().any(char::is_alphabetic));
        let plain = words::upper_camel(name.unwrap_or(&listed.value.to_text()));
        if RESERVED_VARIANTS.contains(&plain.as_str()) { format!("{plain}Value") } else { plain }
    };
    values.values.iter().map(|listed| allocator.allocate(&wanted(listed), "")).collect()
}

fn union_variants(union: &Union) -> Vec<String> {
    let mut allocator = NameAllocator::new(RESERVED_VARIANTS);
    union.variants.iter().map(|variant| allocator.allocate(&words::upper_camel(&variant.hint), "")).collect()
}
