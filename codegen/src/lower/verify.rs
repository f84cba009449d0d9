//! Rules about several endpoints: every endpoint has an id of its own.

use std::collections::BTreeMap;

use super::same_path;
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{CallKind, Endpoint},
};

/// Sorts endpoints by id, and extends ids that several endpoints share: by the method if it is not POST, and for direct
/// endpoints by their first difference. Two endpoints that still share an id describe one endpoint twice, an error.
pub(super) fn distinguish(mut endpoints: Vec<Endpoint>, diagnostics: &mut Diagnostics) -> Vec<Endpoint> {
    append_methods(&mut endpoints, diagnostics);
    let known: Vec<String> = endpoints.iter().map(|endpoint| endpoint.id.clone()).collect();
    let is_direct = |endpoint: &&mut Endpoint| endpoint.transport != CallKind::Queue;
    let direct = groups(&mut endpoints).into_values().filter(|group| group.iter().all(is_direct));
    direct.for_each(|group| same_path::extend_ids(group, same_path::CRITERIA));
    for (endpoint, known) in endpoints.iter().zip(known).filter(|(endpoint, known)| endpoint.id != *known) {
        diagnostics.push(extended(endpoint, &known));
    }
    without_duplicates(endpoints, diagnostics)
}

fn extended(endpoint: &Endpoint, known: &str) -> Diagnostic {
    let message = format!("`{known}` is described several times; this one is called `{}`", endpoint.id);
    let help = "to choose the id, set `x-fal-endpoint-id` of the operation with an overlay";
    let mut note = Diagnostic::note("shared-path", &endpoint.origin, message).help(help);
    note.endpoint = Some(endpoint.id.clone());
    note
}

fn groups(endpoints: &mut [Endpoint]) -> BTreeMap<String, Vec<&mut Endpoint>> {
    let mut groups: BTreeMap<String, Vec<&mut Endpoint>> = BTreeMap::new();
    for endpoint in endpoints {
        groups.entry(endpoint.id.clone()).or_default().push(endpoint);
    }
    groups
}

/// Appends the method to the ids of endpoints that share one with another method; POST needs none.
fn append_methods(endpoints: &mut [Endpoint], diagnostics: &mut Diagnostics) {
    for group in groups(endpoints).into_values() {
        let methods: Vec<&'static str> = group.iter().map(|endpoint| method(endpoint)).collect();
        let has_several = methods.iter().any(|method| Some(method) != methods.first());
        for endpoint in group.into_iter().filter(|endpoint| has_several && method(endpoint) != "POST") {
            let renamed = format!("{}/{}", endpoint.id, method(endpoint).to_ascii_lowercase());
            let message = format!("`{}` has several methods; this one is called `{renamed}`", endpoint.id);
            diagnostics.push(Diagnostic::note("shared-id", &endpoint.origin, message));
            endpoint.id = renamed;
        }
    }
}

fn without_duplicates(endpoints: Vec<Endpoint>, diagnostics: &mut Diagnostics) -> Vec<Endpoint> {
    let mut distinct: BTreeMap<String, Endpoint> = BTreeMap::new();
    for endpoint in endpoints {
        match distinct.get(&endpoint.id) {
            Some(first) => diagnostics.push(duplicate(first, &endpoint)),
            None => {
                distinct.insert(endpoint.id.clone(), endpoint);
            }
        }
    }
    distinct.into_values().collect()
}

fn method(endpoint: &Endpoint) -> &'static str {
    match &endpoint.transport {
        CallKind::Queue => "POST",
        CallKind::Direct { method, .. } => method.as_str(),
    }
}

fn duplicate(first: &Endpoint, second: &Endpoint) -> Diagnostic {
    let message = format!("`{}` is already described in {}", second.id, first.source);
    let help = "delete one of the two, or set `x-fal-endpoint-id` of one with an overlay; to correct a specification, \
                write an overlay";
    let mut diagnostic = Diagnostic::error("repeated-endpoint", &second.origin, message).help(help);
    diagnostic.endpoint = Some(second.id.clone());
    diagnostic
}
