//! Merges equal variants of a union.
//!
//! Two models with equal content become one shared type. A union of both would have two variants of one type, and two
//! conflicting `From` implementations.

use std::collections::{BTreeMap, BTreeSet};

use super::key::TypeKeys;
use crate::ir::{Endpoint, Ty, TypeId, TypeKind, Union, Variant};

/// Merges the equal variants of each union. A union with a single variant becomes that variant.
pub(super) fn merge_equal(endpoint: &mut Endpoint) {
    let mut replacements = BTreeMap::new();
    // The variants of a response with several statuses differ by the status.
    let by_status = endpoint.response.id().filter(|_| !endpoint.statuses.is_empty());
    let mut reduced = Vec::new();
    let keys = TypeKeys::new(endpoint);
    for id in endpoint.reachable().into_iter().filter(|id| Some(*id) != by_status) {
        let Some(union) = endpoint.named(id).and_then(|named| named.kind.as_union()) else { continue };
        let distinct = distinct(&keys, union);
        match distinct.as_slice() {
            [only] => drop(replacements.insert(id, only.ty.clone())),
            _ if distinct.len() == union.variants.len() => {}
            _ => reduced.push((id, TypeKind::Union(Union { variants: distinct }))),
        }
    }
    for (id, kind) in reduced {
        define(endpoint, id, kind);
    }
    if !replacements.is_empty() {
        replace(endpoint, &replacements);
    }
}

/// Returns the variants without those that repeat an earlier one. Variants with a discriminator differ by its value.
fn distinct(keys: &TypeKeys, union: &Union) -> Vec<Variant> {
    let mut seen = BTreeSet::new();
    let mut distinct = Vec::new();
    for variant in &union.variants {
        let key = keys.of_use(&variant.ty);
        if seen.insert(key) || variant.discriminator.is_some() {
            distinct.push(variant.clone());
        }
    }
    distinct
}

fn define(endpoint: &mut Endpoint, id: TypeId, kind: TypeKind) {
    if let Some(named) = endpoint.types.get_mut(id.index()) {
        named.kind = kind;
    }
}

/// Replaces every use of the types by other types.
fn replace(endpoint: &mut Endpoint, replacements: &BTreeMap<TypeId, Ty>) {
    let types = endpoint.types.iter_mut().flat_map(|named| named.kind.children_mut());
    for ty in types.chain(&mut endpoint.request).chain([&mut endpoint.response]).chain(&mut endpoint.error) {
        replace_in(ty, replacements, replacements.len());
    }
}

/// Replaces the uses in a type. A replacement may be a replaced type itself, `depth` times at most.
fn replace_in(ty: &mut Ty, replacements: &BTreeMap<TypeId, Ty>, depth: usize) {
    if let Some(new) = ty.id().and_then(|id| replacements.get(&id)) {
        let boxed = new.id().filter(|_| matches!(ty, Ty::Boxed(_))).map(Ty::Boxed);
        *ty = boxed.unwrap_or_else(|| new.clone());
        if depth > 0 {
            replace_in(ty, replacements, depth - 1);
        }
        return;
    }
    for child in ty.children_mut() {
        replace_in(child, replacements, depth);
    }
}
