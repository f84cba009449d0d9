//! Rules about endpoints together: each is called by one id.

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{Endpoint, Transport},
};

/// Sorts endpoints by id and tells apart those that share one: a repetition is refused, another method
/// on the same path gets the method behind its id.
pub(super) fn distinct(endpoints: Vec<Endpoint>, diagnostics: &mut Diagnostics) -> Vec<Endpoint> {
    let mut known: BTreeMap<(String, &'static str), Endpoint> = BTreeMap::new();
    for endpoint in endpoints {
        let key = (endpoint.id.clone(), method(&endpoint));
        match known.get(&key) {
            Some(first) => diagnostics.push(repeated(first, &endpoint)),
            None => {
                known.insert(key, endpoint);
            }
        }
    }
    let mut shared: BTreeMap<String, usize> = BTreeMap::new();
    for (id, _) in known.keys() {
        *shared.entry(id.clone()).or_default() += 1;
    }
    let mut endpoints: Vec<Endpoint> = known.into_values().collect();
    for endpoint in &mut endpoints {
        let plain = method(endpoint) == "POST";
        if shared.get(&endpoint.id).is_some_and(|count| *count > 1) && !plain {
            let told_apart = format!("{}/{}", endpoint.id, method(endpoint).to_ascii_lowercase());
            let message = format!("`{}` is called by several methods; this one becomes `{told_apart}`", endpoint.id);
            diagnostics.push(Diagnostic::note("shared-id", &endpoint.origin, message));
            endpoint.id = told_apart;
        }
    }
    endpoints.sort_by(|a, b| a.id.cmp(&b.id));
    endpoints
}

fn method(endpoint: &Endpoint) -> &'static str {
    match &endpoint.transport {
        Transport::Queue => "POST",
        Transport::Direct { method, .. } => method.as_str(),
    }
}

fn repeated(first: &Endpoint, again: &Endpoint) -> Diagnostic {
    let message = format!("`{}` is already described in {}", again.id, first.source);
    let help = "delete one of the two; to correct a specification, write an overlay beside it";
    let mut diagnostic = Diagnostic::error("repeated-endpoint", &again.origin, message).help(help);
    diagnostic.endpoint = Some(again.id.clone());
    diagnostic
}
