//! The names of shared types: of each unit, its module and the types inside it.
//!
//! Programs do not see these: they name a type by the endpoint's own name for it.

use std::collections::BTreeMap;

use super::{
    Distinct, EndpointNames, Lock, ModulePath, TypeNames,
    lock::Place,
    reserved,
    types::{self, RESPONSE},
    words,
};
use crate::{
    diagnostic::Diagnostics,
    ir::{Api, Endpoint, Naming, SharedGroup, TypeId},
};

/// The module below the root where shared types are; it is private.
pub const MODULE: &str = "shared";

pub(super) fn name(api: &Api, lock: &mut Lock, diagnostics: &mut Diagnostics) -> Vec<EndpointNames> {
    lock.keep(&api.shared.iter().map(|unit| unit.key.as_str()).collect());
    let mut units: Vec<EndpointNames> = Vec::with_capacity(api.shared.len());
    for unit in &api.shared {
        let place = lock.place(&unit.key, &wanted(api, unit));
        let module = ModulePath::of(&[MODULE, &reserved::module(&place.module)]);
        let types = match api.endpoints.get(unit.endpoint) {
            Some(endpoint) => types::name(endpoint, &types::Selection::Unit { unit, root: &place.name }, diagnostics),
            None => Vec::new(),
        };
        units.push(EndpointNames { module, types, ..EndpointNames::default() });
    }
    refer(api, &mut units);
    units
}

/// Where a unit would stand and what it would be called. Most programs know a response as `Response`, and that
/// is what `Debug` prints.
fn wanted(api: &Api, unit: &SharedGroup) -> Place {
    let root = api.endpoints.get(unit.endpoint).zip(unit.types.first()).and_then(|(endpoint, id)| endpoint.named(*id));
    let is_response = root.is_some_and(|root| root.naming == Naming::Response);
    let name = if is_response {
        RESPONSE.to_owned()
    } else {
        Distinct::new(reserved::TYPES.iter().copied()).take(&words::type_name(&unit.preferred_name), "")
    };
    Place { module: in_ascii(&words::snake(&words::type_name(&unit.preferred_name))), name }
}

/// A module with a file has an ASCII name: other letters are told by their numbers, so that names stay apart.
fn in_ascii(name: &str) -> String {
    let sign = |c: char| if c.is_ascii() { c.to_string() } else { format!("u{:x}", u32::from(c)) };
    name.chars().map(sign).collect()
}

/// Where a unit uses the type of another unit, it names that one's module.
fn refer(api: &Api, units: &mut [EndpointNames]) {
    let elsewhere: Vec<BTreeMap<TypeId, TypeNames>> = api.shared.iter().map(|unit| foreign(api, unit, units)).collect();
    for (unit, foreign) in units.iter_mut().zip(elsewhere) {
        for (id, names) in foreign {
            if let Some(place) = unit.types.get_mut(id.index()) {
                *place = names;
            }
        }
    }
}

fn foreign(api: &Api, unit: &SharedGroup, units: &[EndpointNames]) -> BTreeMap<TypeId, TypeNames> {
    let Some(endpoint) = api.endpoints.get(unit.endpoint) else { return BTreeMap::new() };
    let others = endpoint.shared.keys().filter(|id| !unit.types.contains(id));
    others.filter_map(|id| Some((*id, provided(api, endpoint, units, *id)?))).collect()
}

/// The names of a shared type as its own unit has them, with the unit's module.
pub(super) fn provided(api: &Api, endpoint: &Endpoint, units: &[EndpointNames], id: TypeId) -> Option<TypeNames> {
    let used = endpoint.shared.get(&id)?;
    let home = api.shared.get(used.group)?.types.get(used.index)?;
    let unit = units.get(used.group)?;
    let names = unit.of(*home)?;
    Some(TypeNames { elsewhere: Some(unit.module.last().to_owned()), ..names.clone() })
}

/// A unit is on with any endpoint that uses it.
pub(super) fn gate(api: &Api, names: &mut super::Names) {
    let users = |unit: &SharedGroup| unit.users.iter().filter_map(|user| api.endpoints.get(*user)).collect::<Vec<_>>();
    for (index, unit) in api.shared.iter().enumerate() {
        let features =
            users(unit).into_iter().filter_map(|user| names.endpoint(user)).flat_map(|names| names.features.clone());
        let features = features.collect();
        if let Some(unit) = names.units.get_mut(index) {
            unit.features = features;
        }
    }
}
