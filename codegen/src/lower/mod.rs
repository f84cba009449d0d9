//! Lowering: specifications to the checked model. All decisions are made here.
//!
//! Modules, lowest layer first; each uses only those above it in this list:
//!
//! 1. `intersection`, `schema`, `resolve`: a schema with its references and `allOf` merged.
//! 2. `context`: the types so far, models in progress, diagnostics.
//! 3. `conformance`: whether a value matches a lowered type; `docs`: descriptions, defaults and examples.
//! 4. `prose`: statements of descriptions, from [`prose`](crate::prose).
//! 5. `limits`: the limits of a schema, from keywords and prose; reports those that no type enforces.
//! 6. `scalar`, `array`, `object`, `enums`, `discriminator`, `alternatives`, `union`: one file per kind of type.
//! 7. `types`: chooses the kind of type. Nested schemas reach it through methods of `Lowering`.
//! 8. `request`, `response`, `endpoint`, `same_path`, `verify`: whole operations, and rules about several of them.

mod alternatives;
mod array;
mod conformance;
mod constant_alternatives;
mod context;
mod discriminator;
mod docs;
mod endpoint;
mod enums;
mod intersection;
mod limits;
mod merge;
mod object;
mod prose;
mod request;
mod resolve;
mod response;
mod same_path;
mod scalar;
mod schema;
mod types;
mod union;
mod verify;

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{Api, CallKind, Endpoint},
    spec::Spec,
};

/// Lowers all operations of the specifications. Each specification comes with the name of its source.
pub fn lower(specs: &[(String, Spec)], diagnostics: &mut Diagnostics) -> Api {
    let mut endpoints = Vec::new();
    for (source, spec) in specs {
        let first = endpoints.len();
        for operation in &spec.operations {
            let since = diagnostics.len();
            endpoints.push(endpoint::lower(source, spec, operation, diagnostics));
            diagnostics.attribute(since, &operation.id.value);
        }
        report_missing_server(endpoints.get(first..).unwrap_or_default(), diagnostics);
    }
    Api { endpoints: verify::distinguish(endpoints, diagnostics), shared: Vec::new() }
}

/// Reports the direct endpoints of a document that names no server, in one note.
fn report_missing_server(endpoints: &[Endpoint], diagnostics: &mut Diagnostics) {
    let has_none = |endpoint: &&Endpoint| {
        let server = endpoint.service.as_ref().and_then(|service| service.url.as_ref());
        endpoint.transport != CallKind::Queue && server.is_none()
    };
    let mut without = endpoints.iter().filter(has_none);
    let Some(first) = without.next() else { return };
    let others = match without.count() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let message = format!("no server is named for `{}`{others}; requests are sent to fal", first.id);
    let name = first.service.as_ref().map(|service| service.name.as_str()).filter(|name| !name.is_empty());
    let setting = name.map(|name| format!("`service_url({name:?}, …)` or ")).unwrap_or_default();
    let help = format!("add `servers` with an overlay, or set {setting}`base_url` on the client");
    diagnostics.push(Diagnostic::note("no-server", &first.origin, message).help(help));
}
