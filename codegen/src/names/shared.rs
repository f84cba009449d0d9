//! The names of shared types: of each unit, its module and the types inside it.

use std::collections::BTreeMap;

use super::{EndpointNames, Lock, ModulePath, TypeNames, UnitNames, reserved, types, words};
use crate::{
    diagnostic::Diagnostics,
    ir::{Api, Endpoint, Shared, TypeId},
};

/// The module below the root where shared types are.
pub const MODULE: &str = "shared";

pub(super) fn name(api: &Api, lock: &mut Lock, diagnostics: &mut Diagnostics) -> Vec<UnitNames> {
    let mut units: Vec<UnitNames> = Vec::with_capacity(api.shared.len());
    for unit in &api.shared {
        let root = lock.name(&unit.key, &unit.wanted);
        let module = ModulePath::of(&[MODULE, &module_name(&root)]);
        let types = match api.endpoints.get(unit.endpoint) {
            Some(endpoint) => types::name(endpoint, &types::Selection::Unit { unit, root: &root }, diagnostics),
            None => Vec::new(),
        };
        let names = EndpointNames { module, types, ..EndpointNames::default() };
        units.push(UnitNames { names, root });
    }
    refer(api, &mut units);
    units
}

/// The module of a type. The lock keeps these apart, so that a module never moves for another's sake.
pub(super) fn module_name(root: &str) -> String {
    reserved::module(&in_ascii(&words::snake(root)))
}

/// A module with a file has an ASCII name: other letters are told by their numbers, so that names stay apart.
fn in_ascii(name: &str) -> String {
    let sign = |c: char| if c.is_ascii() { c.to_string() } else { format!("u{:x}", u32::from(c)) };
    name.chars().map(sign).collect()
}

/// Where a unit uses the type of another unit, it names that one's module.
fn refer(api: &Api, units: &mut [UnitNames]) {
    let elsewhere: Vec<BTreeMap<TypeId, TypeNames>> = api.shared.iter().map(|unit| foreign(api, unit, units)).collect();
    for (unit, foreign) in units.iter_mut().zip(elsewhere) {
        for (id, names) in foreign {
            if let Some(place) = unit.names.types.get_mut(id.index()) {
                *place = names;
            }
        }
    }
}

fn foreign(api: &Api, unit: &Shared, units: &[UnitNames]) -> BTreeMap<TypeId, TypeNames> {
    let Some(endpoint) = api.endpoints.get(unit.endpoint) else { return BTreeMap::new() };
    let others = endpoint.shared.keys().filter(|id| !unit.types.contains(id));
    others.filter_map(|id| Some((*id, provided(api, endpoint, units, *id)?))).collect()
}

/// The names of a shared type as its own unit has them, with the unit's module.
pub(super) fn provided(api: &Api, endpoint: &Endpoint, units: &[UnitNames], id: TypeId) -> Option<TypeNames> {
    let used = endpoint.shared.get(&id)?;
    let home = api.shared.get(used.unit)?.types.get(used.member)?;
    let unit = units.get(used.unit)?;
    let names = unit.names.of(*home)?;
    Some(TypeNames { elsewhere: Some(unit.names.module.last().to_owned()), ..names.clone() })
}

/// A unit is on with any endpoint that uses it.
pub(super) fn gate(api: &Api, names: &mut super::Names) {
    let users = |unit: &Shared| unit.users.iter().filter_map(|user| api.endpoints.get(*user)).collect::<Vec<_>>();
    for (index, unit) in api.shared.iter().enumerate() {
        let features =
            users(unit).into_iter().filter_map(|user| names.endpoint(user)).flat_map(|names| names.features.clone());
        let features = features.collect();
        if let Some(unit) = names.units.get_mut(index) {
            unit.names.features = features;
        }
    }
}
