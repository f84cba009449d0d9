//! Specifications → the checked model: the phase that decides.
//!
//! References are followed and siblings merged (`flat`), shapes chosen (`shape`, `record`, `set`,
//! `union`), limits gathered from keywords and prose and held against each other (`limit`, `prose`),
//! endpoints put together (`endpoint`). Each rule that can refuse or drop something is one function
//! with its reason above it, and tells a diagnostic; `verify` holds the rules about several endpoints.

mod docs;
mod endpoint;
mod fit;
mod flat;
mod limit;
mod prose;
mod record;
mod set;
mod shape;
mod tag;
mod union;
mod verify;

use crate::{diagnostic::Diagnostics, ir::Api, spec::Spec};

/// The endpoints of all specifications, each with the name of its source.
pub fn lower(specs: &[(String, Spec)], diagnostics: &mut Diagnostics) -> Api {
    let mut endpoints = Vec::new();
    for (source, spec) in specs {
        for operation in &spec.operations {
            let since = diagnostics.len();
            endpoints.push(endpoint::lower(source, spec, operation, diagnostics));
            diagnostics.attribute(since, &operation.id.value);
        }
    }
    Api { endpoints: verify::distinct(endpoints, diagnostics), shared: Vec::new() }
}
