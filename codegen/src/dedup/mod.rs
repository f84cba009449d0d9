//! Deduplication of types, between `lower` and `names`: types with equal wire form and equal Rust form become one.
//!
//! Schemas of documents and whole responses repeat: the `Image` of one endpoint is the `Image` of another. Each such
//! type becomes a shared group together with the types inside it, even if only one endpoint uses it, so that a new
//! specification never moves a type. Request types stay with their endpoint. `key` decides whether two types are
//! equal, `variants` merges equal variants of a union; `names` decides what a group is called.

mod description;
mod key;
mod variants;

use std::collections::{BTreeMap, BTreeSet};

use key::TypeKeys;

use crate::ir::{Api, Endpoint, Naming, Presence, SharedGroup, SharedUse, Struct, Ty, TypeId, TypeKind};

/// Finds the shared groups of all endpoints.
pub fn dedup(mut api: Api) -> Api {
    let mut groups: BTreeMap<String, usize> = BTreeMap::new();
    for (index, endpoint) in api.endpoints.iter_mut().enumerate() {
        variants::merge_equal(endpoint);
        let mut uses = BTreeMap::new();
        let keys = TypeKeys::new(endpoint);
        for root in roots(endpoint) {
            let types = types_of_group(endpoint, root);
            let key = keys.of_type(root);
            let group = *groups.entry(key.clone()).or_insert_with(|| {
                let preferred_name = preferred_name(endpoint, root);
                let types = types.clone();
                api.shared.push(SharedGroup { key, preferred_name, endpoint: index, types, users: Vec::new() });
                api.shared.len() - 1
            });
            uses.extend(types.iter().enumerate().map(|(index, id)| (*id, SharedUse { group, index })));
            if let Some(shared) = api.shared.get_mut(group) {
                shared.users.push(index);
            }
        }
        endpoint.shared = uses;
    }
    api
}

/// Returns the types that become groups: the named schemas that the endpoint uses, and the response if it is an object.
fn roots(endpoint: &Endpoint) -> Vec<TypeId> {
    let is_root = |id: &TypeId| {
        endpoint.named(*id).is_some_and(|named| match named.naming {
            Naming::Model(_) | Naming::Composed { .. } => true,
            Naming::Response => matches!(named.kind, TypeKind::Struct(_)),
            Naming::Request | Naming::Inside { .. } => false,
        })
    };
    // A schema can be lowered and not used: a union with a variant that accepts anything is any value.
    let used: BTreeSet<TypeId> = endpoint.reachable().into_iter().collect();
    used.into_iter().filter(is_root).collect()
}

/// Returns the types of a group: the root, then the types inside it that are not roots themselves.
///
/// Fields are visited by name, so groups with equal keys list their types in the same order.
fn types_of_group(endpoint: &Endpoint, root: TypeId) -> Vec<TypeId> {
    let mut types = Vec::new();
    let mut seen = BTreeSet::from([root]);
    let mut pending = vec![root];
    while let Some(id) = pending.pop() {
        types.push(id);
        let is_inside =
            |id: &TypeId| endpoint.named(*id).is_some_and(|named| matches!(named.naming, Naming::Inside { .. }));
        let new = used_by(endpoint, id).into_iter().filter(|id| is_inside(id) && seen.insert(*id));
        let new: Vec<TypeId> = new.collect();
        pending.extend(new.into_iter().rev());
    }
    types
}

/// Returns the types that a type uses; those of fields sorted by the name of the field.
fn used_by(endpoint: &Endpoint, id: TypeId) -> Vec<TypeId> {
    let Some(named) = endpoint.named(id) else { return Vec::new() };
    let children: Vec<&Ty> = match &named.kind {
        TypeKind::Struct(object) => {
            let fields = description::fields_by_name(object).into_iter().map(|field| &field.ty);
            fields.chain(&object.additional).collect()
        }
        kind @ (TypeKind::Enum(_) | TypeKind::Constrained(_) | TypeKind::Union(_)) => kind.children(),
    };
    children.into_iter().flat_map(Ty::ids).collect()
}

/// Returns what the group would like to be called: the name of the schema, or the leading fields of the response.
fn preferred_name(endpoint: &Endpoint, root: TypeId) -> String {
    let named = endpoint.named(root);
    if let Some(Naming::Model(name) | Naming::Composed { name, .. }) = named.map(|named| &named.naming) {
        return name.clone();
    }
    match named.map(|named| &named.kind) {
        Some(TypeKind::Struct(object)) => format!("{}_output", leading_fields(object).join("_")),
        Some(TypeKind::Enum(_) | TypeKind::Constrained(_) | TypeKind::Union(_)) | None => "output".to_owned(),
    }
}

/// Returns up to two required fields; without required fields, the first field.
fn leading_fields(object: &Struct) -> Vec<&str> {
    const MAX_FIELDS: usize = 2;
    let required = object.fields.iter().filter(|field| field.presence == Presence::Required);
    let names: Vec<&str> = required.map(|field| field.wire.as_str()).take(MAX_FIELDS).collect();
    if names.is_empty() { object.fields.iter().map(|field| field.wire.as_str()).take(1).collect() } else { names }
}
