//! Names of an endpoint's types.
//!
//! A type is named after its property, or after the enclosing struct and the property if the short name clashes inside
//! the module. Named schemas of the document keep their names.

use std::collections::BTreeMap;

use super::{
    NameAllocator, TypeNames,
    members::{self, Members},
    recorded::{NamesByKey, RecordedNames},
    reserved, words,
};
use crate::{
    diagnostic::Diagnostics,
    ir::{Direction, ERROR_BODY, Endpoint, Named, Naming, SharedGroup, Ty, TypeId, TypeKind},
};

/// The name of the response type.
pub(super) const RESPONSE: &str = "Response";

/// The types to name.
enum Selection<'a> {
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

/// The names that types and members keep.
struct KeptNames<'a> {
    types: Option<&'a NamesByKey>,
    members: &'a dyn Fn(TypeId, &str) -> Option<NamesByKey>,
}

/// Names the types of an endpoint.
pub(super) fn of_endpoint(
    endpoint: &Endpoint,
    recorded: &RecordedNames,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<TypeId, TypeNames> {
    let members = |_, name: &str| recorded.members(&endpoint.id, name).cloned();
    name(endpoint, &Selection::All, &KeptNames { types: recorded.types(&endpoint.id), members: &members }, diagnostics)
}

/// Names the types of a shared group. Members have the names that `members` returns.
pub(super) fn of_group(
    endpoint: &Endpoint,
    group: &SharedGroup,
    root: &str,
    members: &dyn Fn(TypeId) -> Option<NamesByKey>,
) -> BTreeMap<TypeId, TypeNames> {
    let recorded = KeptNames { types: None, members: &|id, _| members(id) };
    // The endpoint reports the collisions of members.
    name(endpoint, &Selection::Group { group, root }, &recorded, &mut Diagnostics::new())
}

/// Adds the names of an endpoint's types and members to the lock, except those that no newcomer can take.
pub(super) fn record(endpoint: &Endpoint, names: &BTreeMap<TypeId, TypeNames>, recorded: &mut RecordedNames) {
    for (id, named) in Selection::All.of(endpoint) {
        let Some(own) = names.get(&id) else { continue };
        if let Some(key) = key(endpoint, named).filter(|_| !says_its_model(named, &own.name)) {
            recorded.set_type(&endpoint.id, &key, &own.name);
        }
        let members = members::keys(&named.kind).into_iter().zip(&own.members);
        let taken = members.filter(|(key, name)| !members::is_exact(&named.kind, key, name)).collect::<Vec<_>>();
        let taken = taken.iter().map(|(key, name)| (key.as_str(), name.as_str()));
        recorded.set_members(&endpoint.id, &own.name, taken);
    }
}

/// Returns whether a type is named like its model, which models of other names cannot be.
fn says_its_model(named: &Named, name: &str) -> bool {
    matches!(&named.naming, Naming::Model(model) if model == name)
}

/// Returns the key of a type in the lock: its model, or the properties that lead to it. Roots have none.
fn key(endpoint: &Endpoint, named: &Named) -> Option<String> {
    let direction = match named.direction {
        Direction::Request => "",
        Direction::Response => " of the response",
    };
    match &named.naming {
        Naming::Request | Naming::Response => None,
        Naming::Model(name) | Naming::Composed { name, .. } => Some(format!("{name}{direction}")),
        Naming::Inside { owner, property, role } => {
            let owner = endpoint.named(*owner);
            let outer = owner.and_then(|owner| key(endpoint, owner));
            Some(format!("{}/{property}#{role}", outer.unwrap_or_else(|| direction.to_owned())))
        }
    }
}

fn name(
    endpoint: &Endpoint,
    selection: &Selection<'_>,
    recorded: &KeptNames<'_>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<TypeId, TypeNames> {
    let mut allocator = NameAllocator::new(reserved::TYPES.iter().copied());
    let mut names = BTreeMap::new();
    let selected = selection.of(endpoint);
    name_roots(selection, &selected, &mut allocator, &mut names);
    if let (Selection::All, Some(error)) = (selection, &endpoint.error) {
        name_error_body(error, &selected, &mut allocator, &mut names);
    }
    name_recorded(endpoint, recorded.types, &selected, &mut allocator, &mut names);
    name_models(&selected, &mut allocator, &mut names);
    name_inner(&selected, &mut allocator, &mut names);
    let mut types = BTreeMap::new();
    for (id, named) in selected {
        let name = names.remove(&id).unwrap_or_default();
        let limits = match &named.kind {
            TypeKind::Constrained(_) => allocator.allocate(&format!("{name}Limits"), ""),
            TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) => String::new(),
        };
        let recorded = (recorded.members)(id, &name);
        let Members { names: members, setters, null_setters } = members::name(named, recorded.as_ref(), diagnostics);
        types.insert(id, TypeNames { name, external_module: None, limits, members, setters, null_setters });
    }
    types
}

/// Keeps the names that the lock records.
fn name_recorded(
    endpoint: &Endpoint,
    recorded: Option<&NamesByKey>,
    selected: &[(TypeId, &Named)],
    allocator: &mut NameAllocator,
    names: &mut BTreeMap<TypeId, String>,
) {
    let mut kept = allocator.keep(recorded, words::is_identifier);
    for (id, named) in selected {
        let name = key(endpoint, named).filter(|_| !names.contains_key(id)).and_then(|key| kept.remove(&key));
        names.extend(name.map(|name| (*id, name)));
    }
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
        // Models whose name is a type's come first, so that no model of another name takes it.
        let mut models: Vec<_> = selected.iter().filter(|(_, named)| named.direction == direction).collect();
        models
            .sort_by_key(|(_, named)| !matches!(&named.naming, Naming::Model(name) if words::type_name(name) == *name));
        for (id, named) in models {
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
        if names.contains_key(id) {
            continue;
        }
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
