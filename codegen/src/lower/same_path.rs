//! Direct endpoints with one method and id: a relay may serve many models at one path. The first difference between them
//! becomes the last part of the id: the path, a constant, the title or the file.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ir::{CallKind, Endpoint, Field, Ty, TypeKind},
    read::endpoint_id,
};

/// A property of an endpoint that others with its id may not share.
#[derive(Clone, Copy, Debug)]
pub(super) enum Criterion {
    /// A trailing slash, or the query of the path.
    Path,
    /// The value of a property of the request with one allowed value.
    Constant,
    /// The title of the operation.
    Title,
    /// The name of the file.
    Source,
}

/// The criteria in the order in which they are tried.
pub(super) const CRITERIA: &[Criterion] = &[Criterion::Path, Criterion::Constant, Criterion::Title, Criterion::Source];

/// Appends labels to the ids of endpoints that share one, one criterion after the other, until the ids differ.
pub(super) fn extend_ids(group: Vec<&mut Endpoint>, criteria: &[Criterion]) {
    let Some((criterion, others)) = criteria.split_first().filter(|_| group.len() > 1) else { return };
    for (label, mut alike) in partition(group, *criterion) {
        if let Some(label) = label {
            for endpoint in &mut alike {
                endpoint.id = format!("{}/{label}", endpoint.id);
            }
        }
        extend_ids(alike, others);
    }
}

/// Groups the endpoints by their labels. A label that all share is left out.
fn partition(group: Vec<&mut Endpoint>, criterion: Criterion) -> BTreeMap<Option<String>, Vec<&mut Endpoint>> {
    let labels = labels(&group, criterion);
    let mut parts: BTreeMap<Option<String>, Vec<&mut Endpoint>> = BTreeMap::new();
    for (endpoint, label) in group.into_iter().zip(labels) {
        let label = label.map(|label| endpoint_id(&label)).filter(|label| !label.is_empty());
        parts.entry(label).or_default().push(endpoint);
    }
    if parts.len() > 1 {
        return parts;
    }
    BTreeMap::from([(None, parts.into_values().flatten().collect())])
}

/// Returns the label of each endpoint by one criterion; `None` for an endpoint without one.
fn labels(group: &[&mut Endpoint], criterion: Criterion) -> Vec<Option<String>> {
    let each = |label: fn(&Endpoint) -> Option<String>| group.iter().map(|endpoint| label(endpoint)).collect();
    match criterion {
        Criterion::Path => each(path_label),
        Criterion::Constant => constant_labels(group),
        Criterion::Title => each(|endpoint| endpoint.title.clone()),
        Criterion::Source => each(|endpoint| stem(&endpoint.source)),
    }
}

/// Returns the name of a file without its extensions.
fn stem(source: &str) -> Option<String> {
    source.rsplit('/').next()?.split('.').next().map(str::to_owned)
}

/// Returns the query of the path, or `slash` for a trailing slash.
fn path_label(endpoint: &Endpoint) -> Option<String> {
    let CallKind::Direct { path, .. } = &endpoint.transport else { return None };
    match path.split_once('?') {
        Some((_, query)) => Some(query.to_owned()),
        None => path.ends_with('/').then(|| "slash".to_owned()),
    }
}

/// Returns the constants of the property that has most different ones; of several properties, the first by name.
fn constant_labels(group: &[&mut Endpoint]) -> Vec<Option<String>> {
    let constants: Vec<BTreeMap<String, String>> = group.iter().map(|endpoint| constants(endpoint)).collect();
    let mut values: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    for (name, value) in constants.iter().flatten() {
        values.entry(name).or_default().insert(value);
    }
    let most = values.values().map(BTreeSet::len).max();
    let property = values.iter().find(|(_, values)| Some(values.len()) == most).map(|(name, _)| *name);
    constants.iter().map(|constants| constants.get(property?).cloned()).collect()
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

/// Returns the value of a property with one allowed value.
fn constant(endpoint: &Endpoint, field: &Field) -> Option<String> {
    let TypeKind::Enum(listed) = &endpoint.named(field.ty.id()?)?.kind else { return None };
    let [only] = listed.values.as_slice() else { return None };
    (!listed.open).then(|| only.value.to_text())
}
