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
//! 8. `request`, `endpoint`, `same_path`, `verify`: whole operations, and rules about several of them.

mod alternatives;
mod array;
mod conformance;
mod context;
mod discriminator;
mod docs;
mod endpoint;
mod enums;
mod intersection;
mod limits;
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

use crate::{diagnostic::Diagnostics, ir::Api, spec::Spec};

/// Lowers all operations of the specifications. Each specification comes with the name of its source.
pub fn lower(specs: &[(String, Spec)], diagnostics: &mut Diagnostics) -> Api {
    let mut endpoints = Vec::new();
    for (source, spec) in specs {
        for operation in &spec.operations {
            let since = diagnostics.len();
            endpoints.push(endpoint::lower(source, spec, operation, diagnostics));
            diagnostics.attribute(since, &operation.id.value);
        }
    }
    Api { endpoints: verify::distinguish(endpoints, diagnostics), shared: Vec::new() }
}
