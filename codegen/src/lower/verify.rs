//! Rules about several endpoints: every endpoint has an id of its own.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{CallKind, Endpoint},
};

/// Sorts endpoints by id. A second description of one method and path is an error; another method on the same path
/// gets the method appended to its id.
pub(super) fn distinguish(endpoints: Vec<Endpoint>, diagnostics: &mut Diagnostics) -> Vec<Endpoint> {
    let mut endpoints = without_duplicates(endpoints, diagnostics);
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for endpoint in &endpoints {
        *uses.entry(endpoint.id.clone()).or_default() += 1;
    }
    for endpoint in &mut endpoints {
        let is_shared = uses.get(&endpoint.id).is_some_and(|count| *count > 1);
        if is_shared && method(endpoint) != "POST" {
            let renamed = format!("{}/{}", endpoint.id, method(endpoint).to_ascii_lowercase());
            let message = format!("`{}` has several methods; this one is called `{renamed}`", endpoint.id);
            diagnostics.push(Diagnostic::note("shared-id", &endpoint.origin, message));
            endpoint.id = renamed;
        }
    }
    endpoints.sort_by(|a, b| a.id.cmp(&b.id));
    endpoints
}

fn without_duplicates(endpoints: Vec<Endpoint>, diagnostics: &mut Diagnostics) -> Vec<Endpoint> {
    let mut distinct: BTreeMap<(String, &'static str), Endpoint> = BTreeMap::new();
    for endpoint in endpoints {
        let key = (endpoint.id.clone(), method(&endpoint));
        match distinct.get(&key) {
            Some(first) => diagnostics.push(duplicate(first, &endpoint)),
            None => {
                distinct.insert(key, endpoint);
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
    let help = "delete one of the two; to correct a specification, write an overlay";
    let mut diagnostic = Diagnostic::error("repeated-endpoint", &second.origin, message).help(help);
    diagnostic.endpoint = Some(second.id.clone());
    diagnostic
}
