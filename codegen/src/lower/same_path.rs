//! Direct endpoints with one method and id: a relay may serve many models at one path. What tells them apart becomes the
//! last part of the id: the path, a constant, the title or the file.

use std::collections::BTreeMap;

use crate::{
    ir::{CallKind, Endpoint, Field, Ty, TypeKind},
    read::endpoint_id,
};

/// What may tell endpoints apart.
#[derive(Clone, Copy, Debug)]
enum Criterion {
    /// A trailing slash, or the query of the path.
    Path,
    /// A property of the request with one allowed value.
    Constant,
    Title,
    /// The name of the file.
    Source,
}

/// The criteria in the order in which they are tried.
const CRITERIA: &[Criterion] = &[Criterion::Path, Criterion::Constant, Criterion::Title, Criterion::Source];

/// Extends the ids of endpoints that share one, as far as the endpoints differ.
pub(super) fn extend_ids(group: Vec<&mut Endpoint>) {
    distinguish(group, CRITERIA);
}

fn distinguish(group: Vec<&mut Endpoint>, criteria: &[Criterion]) {
    let Some((criterion, others)) = criteria.split_first().filter(|_| group.len() > 1) else { return };
    for (label, mut alike) in partition(group, *criterion) {
        if let Some(label) = label {
            for endpoint in &mut alike {
                endpoint.id = format!("{}/{label}", endpoint.id);
            }
        }
        distinguish(alike, others);
    }
}

/// Groups the endpoints by their labels. Labels that are the same everywhere say nothing and are left out.
fn partition(group: Vec<&mut Endpoint>, criterion: Criterion) -> BTreeMap<Option<String>, Vec<&mut Endpoint>> {
    let property = constant_property(&group);
    let mut parts: BTreeMap<Option<String>, Vec<&mut Endpoint>> = BTreeMap::new();
    for endpoint in group {
        let label = match criterion {
            Criterion::Path => path_label(endpoint),
            Criterion::Constant => property.as_ref().and_then(|name| constants(endpoint).remove(name)),
            Criterion::Title => endpoint.title.clone(),
            Criterion::Source => stem(&endpoint.source),
        };
        let label = label.map(|label| endpoint_id(&label)).filter(|label| !label.is_empty());
        parts.entry(label).or_default().push(endpoint);
    }
    if parts.len() > 1 {
        return parts;
    }
    BTreeMap::from([(None, parts.into_values().flatten().collect())])
}

/// Returns the name of a file without its extensions.
fn stem(source: &str) -> Option<String> {
    source.rsplit('/').next()?.split('.').next().map(str::to_owned)
}

/// Returns what the path has beyond the id.
fn path_label(endpoint: &Endpoint) -> Option<String> {
    let CallKind::Direct { path, .. } = &endpoint.transport else { return None };
    match path.split_once('?') {
        Some((_, query)) => Some(query.to_owned()),
        None => path.ends_with('/').then(|| "slash".to_owned()),
    }
}

/// Returns the property whose constants tell most of the endpoints apart; of several, the first by name.
fn constant_property(group: &[&mut Endpoint]) -> Option<String> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in group.iter().flat_map(|endpoint| constants(endpoint)) {
        let known = values.entry(name).or_default();
        if !known.contains(&value) {
            known.push(value);
        }
    }
    let most = values.values().map(Vec::len).max()?;
    values.into_iter().find(|(_, values)| values.len() == most).map(|(name, _)| name)
}

/// Returns the properties of the request with one allowed value.
fn constants(endpoint: &Endpoint) -> BTreeMap<String, String> {
    let request = endpoint.request.as_ref().and_then(Ty::id).and_then(|id| endpoint.named(id));
    let fields = match request.map(|named| &named.kind) {
        Some(TypeKind::Struct(object)) => object.fields.as_slice(),
        Some(TypeKind::Enum(_) | TypeKind::Constrained(_) | TypeKind::Union(_)) | None => &[],
    };
    fields.iter().filter_map(|field| Some((field.wire.clone(), constant(endpoint, field)?))).collect()
}

fn constant(endpoint: &Endpoint, field: &Field) -> Option<String> {
    let TypeKind::Enum(listed) = &endpoint.named(field.ty.id()?)?.kind else { return None };
    match listed.values.as_slice() {
        [only] if !listed.open => Some(only.value.as_str().map_or_else(|| only.value.to_string(), str::to_owned)),
        _ => None,
    }
}
