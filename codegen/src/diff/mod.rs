//! API changes for Rust users between two versions of the specifications.
//!
//! [`compare`] takes two models with their names and lists, per endpoint, what differs in JSON (fields, limits, values)
//! and in Rust (names, types, the order of arguments). Each [`Change`] says what it breaks in generated code: a field
//! that becomes required adds an argument to `new`, a tighter limit rejects a literal of `checked!`. Types are paired by
//! their path from the request and the response, so moving a type is not a change, and a type that is used in several
//! places is reported once.
//!
//! Changes of the documentation, of the order of optional fields and of the source of a limit are not reported.
//!
//! Lowest layer first: `change` and `version` define the data, `comparer` collects changes; `structs`, `enums`, `union`
//! and `limits` compare one kind of type each and return the pairs of nested types, `types` dispatches on the kind,
//! `endpoint` pairs endpoints. `fields` compares a field for `structs`, `shared_types` reports types of several endpoints that become or stop being one type,
//! `json_kind` decides whether a new type accepts the JSON of an old one, `describe` and `impact` put changes into
//! sentences. The version bump and the output formats belong to `cargo xtask diff`.

mod change;
mod comparer;
mod describe;
mod endpoint;
mod enums;
mod fields;
mod impact;
mod json_kind;
mod limits;
mod shared_types;
mod structs;
mod types;
mod union;
mod version;

use std::collections::BTreeSet;

pub use change::{Change, ChangeKind, ChangeValue, Compat, Section};
pub use version::Snapshot;

/// Lists all changes from the old snapshot to the new one, by endpoint.
pub fn compare(old: Snapshot<'_>, new: Snapshot<'_>) -> Vec<Change> {
    let (old, new) = (endpoint::Index::new(old), endpoint::Index::new(new));
    let ids: BTreeSet<&str> = old.ids().chain(new.ids()).collect();
    ids.into_iter().flat_map(|id| endpoint::compare(id, &old, &new)).collect()
}
