//! Members of shared types: the endpoint that used a shared type first decides their names.

use std::collections::BTreeMap;

use super::{
    EndpointNames, Names, TypeNames, members,
    recorded::{NamesByKey, RecordedNames},
};
use crate::ir::{Api, Endpoint, SharedUse, TypeId, TypeKind};

/// Returns the names of the members of each shared type, by its group and its index in the group. Endpoints in the lock
/// come before others.
pub(super) fn members(api: &Api, names: &Names, recorded: &RecordedNames) -> BTreeMap<(usize, usize), NamesByKey> {
    let is_known = |endpoint: &&Endpoint| recorded.modules().contains_key(&endpoint.id);
    let (known, new): (Vec<&Endpoint>, Vec<&Endpoint>) = api.endpoints.iter().partition(is_known);
    let mut members = BTreeMap::new();
    for endpoint in known.into_iter().chain(new) {
        for (id, SharedUse { group, index }) in &endpoint.shared {
            if let Some(own) = names.endpoint(endpoint).and_then(|names| names.get(*id)) {
                members.entry((*group, *index)).or_insert_with(|| by_key(endpoint, *id, &own.members));
            }
        }
    }
    members
}

/// Gives the members of shared types the names that they have in their group.
pub(super) fn take_over(api: &Api, names: &mut Names, groups: &[EndpointNames]) {
    for endpoint in &api.endpoints {
        let Some(own) = names.endpoints.get_mut(&endpoint.id) else { continue };
        for (id, used) in &endpoint.shared {
            if let (Some(own), Some((kind, home))) = (own.types.get_mut(id), home(api, groups, *used)) {
                take_over_type(endpoint, *id, own, (kind, home));
            }
        }
    }
}

/// Returns the definition that a shared type is rendered from, and its names.
fn home<'a>(api: &'a Api, groups: &'a [EndpointNames], used: SharedUse) -> Option<(&'a TypeKind, &'a TypeNames)> {
    let group = api.shared.get(used.group)?;
    let id = *group.types.get(used.index)?;
    Some((&api.endpoints.get(group.endpoint)?.named(id)?.kind, groups.get(used.group)?.get(id)?))
}

fn take_over_type(endpoint: &Endpoint, id: TypeId, own: &mut TypeNames, (kind, home): (&TypeKind, &TypeNames)) {
    let keys = endpoint.named(id).map(|named| members::keys(&named.kind)).unwrap_or_default();
    let lists = [
        (&mut own.members, &home.members),
        (&mut own.setters, &home.setters),
        (&mut own.null_setters, &home.null_setters),
    ];
    for (own, home) in lists {
        let names: BTreeMap<String, &String> = members::keys(kind).into_iter().zip(home).collect();
        for (key, name) in keys.iter().zip(own) {
            if let Some(new) = names.get(key) {
                name.clone_from(new);
            }
        }
    }
}

fn by_key(endpoint: &Endpoint, id: TypeId, names: &[String]) -> NamesByKey {
    let keys = endpoint.named(id).map(|named| members::keys(&named.kind)).unwrap_or_default();
    keys.into_iter().zip(names.iter().cloned()).collect()
}
