//! Names of shared types: for each group, its module and its types.
//!
//! These names are private. Users see a type under the name that an endpoint's module re-exports it by.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    EndpointNames, ModulePath, NameAllocator, NameLock, Names, TypeNames,
    lock::TypeLocation,
    module, reserved, seniors,
    types::{self, RESPONSE},
    words,
};
use crate::ir::{Api, Endpoint, Naming, SharedGroup, Ty, TypeId, TypeKind};

/// The private module at the root that contains shared types.
pub const MODULE: &str = "shared";

/// Names the groups. Each keeps the location recorded in the lock, and its members have the names that they have in the
/// endpoint that used them first. The other endpoints take these over.
pub(super) fn name(api: &Api, names: &mut Names, lock: &mut NameLock) {
    let members = seniors::members(api, names, &lock.recorded);
    let mut groups: Vec<EndpointNames> = Vec::with_capacity(api.shared.len());
    for group in &api.shared {
        let location = lock.shared.locate(&group.key, &preferred_location(api, group));
        let module = ModulePath::new(&[MODULE, &reserved::module(&location.module)]);
        let index = groups.len();
        let members = |id| members.get(&(index, group.types.iter().position(|own| *own == id)?)).cloned();
        let types = match api.endpoints.get(group.endpoint) {
            Some(endpoint) => types::of_group(endpoint, group, &location.name, &members),
            None => BTreeMap::new(),
        };
        groups.push(EndpointNames { module, types, ..EndpointNames::default() });
    }
    seniors::take_over(api, names, &groups);
    link_external(api, &mut groups);
    names.groups = groups;
}

/// Returns the location of a group that the lock does not know. A response is called `Response`, which is the name that
/// endpoints re-export it by and that `Debug` prints.
fn preferred_location(api: &Api, group: &SharedGroup) -> TypeLocation {
    let root =
        api.endpoints.get(group.endpoint).zip(group.types.first()).and_then(|(endpoint, id)| endpoint.named(*id));
    let is_response = root.is_some_and(|root| root.naming == Naming::Response);
    let name = if is_response {
        RESPONSE.to_owned()
    } else {
        NameAllocator::new(reserved::TYPES.iter().copied()).allocate(&words::type_name(&group.preferred_name), "")
    };
    TypeLocation { module: module::ascii(&words::snake(&words::type_name(&group.preferred_name))), name }
}

/// Fills in the names of types that a group uses from other groups.
fn link_external(api: &Api, groups: &mut [EndpointNames]) {
    let external: Vec<BTreeMap<TypeId, TypeNames>> =
        api.shared.iter().map(|group| external_names(api, group, groups)).collect();
    for (group, external) in groups.iter_mut().zip(external) {
        for (id, names) in external {
            group.types.insert(id, names);
        }
    }
}

fn external_names(api: &Api, group: &SharedGroup, groups: &[EndpointNames]) -> BTreeMap<TypeId, TypeNames> {
    let Some(endpoint) = api.endpoints.get(group.endpoint) else { return BTreeMap::new() };
    let inside: BTreeSet<TypeId> = group.types.iter().copied().collect();
    let kinds = group.types.iter().filter_map(|id| endpoint.named(*id)).map(|named| &named.kind);
    let used: BTreeSet<TypeId> = kinds.flat_map(TypeKind::children).flat_map(Ty::ids).collect();
    used.difference(&inside).filter_map(|id| Some((*id, in_group(api, endpoint, groups, *id)?))).collect()
}

/// Returns the names of a shared type in the module of its group.
pub(super) fn in_group(api: &Api, endpoint: &Endpoint, groups: &[EndpointNames], id: TypeId) -> Option<TypeNames> {
    let used = endpoint.shared.get(&id)?;
    let home = api.shared.get(used.group)?.types.get(used.index)?;
    let group = groups.get(used.group)?;
    let names = group.get(*home)?;
    Some(TypeNames { external_module: Some(group.module.last().to_owned()), ..names.clone() })
}

/// Turns on each group with every endpoint that uses it.
pub(super) fn assign_features(api: &Api, names: &mut super::Names) {
    let users =
        |group: &SharedGroup| group.users.iter().filter_map(|user| api.endpoints.get(*user)).collect::<Vec<_>>();
    for (index, group) in api.shared.iter().enumerate() {
        let features =
            users(group).into_iter().filter_map(|user| names.endpoint(user)).flat_map(|names| names.features.clone());
        let features = features.collect();
        if let Some(group) = names.groups.get_mut(index) {
            group.features = features;
        }
    }
}
