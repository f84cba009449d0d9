//! The home of a shared type: the endpoint whose definition it is rendered from, with that endpoint's documentation.
//!
//! The lock records the home, so that the documentation does not change with each new endpoint that uses the type. A new
//! type is at home where most of it is described.

use std::{cmp::Reverse, collections::BTreeMap};

use super::NameLock;
use crate::ir::{Api, Endpoint, Named, SharedUse, TypeId, TypeKind};

/// The types of a group in each endpoint that uses it, by the index of the endpoint.
type Definitions = BTreeMap<usize, BTreeMap<usize, TypeId>>;

/// Chooses the home of each shared group, and records it.
pub fn choose_homes(api: &mut Api, lock: &mut NameLock) {
    lock.shared.retain(&api.shared.iter().map(|group| group.key.as_str()).collect());
    let definitions = definitions(api);
    for (group, definitions) in api.shared.iter_mut().zip(definitions) {
        let id = lock.shared.home(&group.key);
        let is_home = |user: &&usize| api.endpoints.get(**user).is_some_and(|user| Some(user.id.as_str()) == id);
        let described = |(user, types): &(&usize, &BTreeMap<usize, TypeId>)| {
            let endpoint = api.endpoints.get(**user);
            Reverse(endpoint.map_or(0, |endpoint| types.values().map(|id| descriptions(endpoint, *id)).sum::<usize>()))
        };
        let recorded = definitions.keys().find(is_home);
        let home = recorded.or_else(|| definitions.iter().min_by_key(described).map(|(user, _)| user)).copied();
        let Some((home, types)) = home.and_then(|home| Some((home, definitions.get(&home)?))) else { continue };
        group.endpoint = home;
        group.types = types.values().copied().collect();
        if let Some(endpoint) = api.endpoints.get(home) {
            lock.shared.set_home(&group.key, &endpoint.id);
        }
    }
}

fn definitions(api: &Api) -> Vec<Definitions> {
    let mut definitions = vec![Definitions::new(); api.shared.len()];
    for (user, endpoint) in api.endpoints.iter().enumerate() {
        for (id, SharedUse { group, index }) in &endpoint.shared {
            if let Some(group) = definitions.get_mut(*group) {
                group.entry(user).or_default().entry(*index).or_insert(*id);
            }
        }
    }
    definitions
}

/// Returns the number of descriptions of a type and its fields.
fn descriptions(endpoint: &Endpoint, id: TypeId) -> usize {
    let Some(Named { docs, kind, .. }) = endpoint.named(id) else { return 0 };
    let inside = match kind {
        TypeKind::Struct(object) => object.fields.iter().filter(|field| field.docs.description.is_some()).count(),
        TypeKind::Enum(values) => values.values.iter().filter(|listed| listed.description.is_some()).count(),
        TypeKind::Union(union) => union.variants.iter().filter(|variant| variant.description.is_some()).count(),
        TypeKind::Constrained(_) => 0,
    };
    inside + usize::from(docs.description.is_some())
}
