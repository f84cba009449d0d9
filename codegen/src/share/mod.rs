//! Types of the same wire shape → one type: the phase between `lower` and `names`.
//!
//! Models of documents and whole responses repeat: an `Image` here is the `Image` there. Each such shape,
//! with what lies inside it, becomes a unit of its own, whoever uses it and however often, so that a new
//! specification never moves a type. Requests stay with their endpoints: they are what endpoints differ
//! in. `shape` tells when two shapes are one; what a unit is called is up to `names`.

mod shape;

use std::collections::BTreeMap;

use crate::ir::{Api, Endpoint, Naming, SharedGroup, SharedUse, Struct, TypeId, TypeKind};

/// Finds the units.
pub fn share(mut api: Api) -> Api {
    let mut units: BTreeMap<String, usize> = BTreeMap::new();
    for index in 0..api.endpoints.len() {
        let Some(endpoint) = api.endpoints.get(index) else { continue };
        let mut uses = BTreeMap::new();
        for root in roots(endpoint) {
            let members = shape::members(endpoint, root);
            let key = shape::key(endpoint, root);
            let unit = *units.entry(key.clone()).or_insert_with(|| {
                let wanted = wanted(endpoint, root);
                api.shared.push(SharedGroup {
                    key,
                    preferred_name: wanted,
                    endpoint: index,
                    types: members.clone(),
                    users: Vec::new(),
                });
                api.shared.len() - 1
            });
            uses.extend(members.iter().enumerate().map(|(member, id)| (*id, SharedUse { group: unit, index: member })));
            if let Some(shared) = api.shared.get_mut(unit) {
                shared.users.push(index);
            }
        }
        if let Some(endpoint) = api.endpoints.get_mut(index) {
            endpoint.shared = uses;
        }
    }
    api
}

/// The types of an endpoint that become units: its models, and its response where that is an object.
fn roots(endpoint: &Endpoint) -> Vec<TypeId> {
    let is_root = |id: &TypeId| {
        endpoint.named(*id).is_some_and(|named| match (&named.naming, &named.kind) {
            (Naming::Model(_), _) | (Naming::Response, TypeKind::Struct(_)) => true,
            (Naming::Request | Naming::Response | Naming::Inside { .. }, _) => false,
        })
    };
    (0..endpoint.types.len()).map(TypeId::new).filter(is_root).collect()
}

/// What the place of a unit would be called: a model's by its name, a response's by what it is sure to hold.
fn wanted(endpoint: &Endpoint, root: TypeId) -> String {
    match endpoint.named(root).map(|named| (&named.naming, &named.kind)) {
        Some((Naming::Model(name), _)) => name.clone(),
        Some((_, TypeKind::Struct(record))) => format!("{}_output", leading(record).join("_")),
        _ => "output".to_owned(),
    }
}

/// The first required members, else the first of all.
fn leading(record: &Struct) -> Vec<&str> {
    const NAMED: usize = 2;
    let required = record.fields.iter().filter(|field| field.presence == crate::ir::Presence::Required);
    let names: Vec<&str> = required.map(|field| field.wire.as_str()).take(NAMED).collect();
    if names.is_empty() { record.fields.iter().map(|field| field.wire.as_str()).take(1).collect() } else { names }
}
