//! What changed for Rust users between two states of the specifications.
//!
//! [`compare`] takes two models with their names and says, endpoint by endpoint, what differs: on the wire
//! (a field, a limit, a value) and in Rust (a name, a type, an order of arguments). Each [`Change`] knows what
//! it breaks in the Rust that is generated: a field that became required is another `new`, a tighter limit
//! refuses a literal of `checked!`. Values are paired by the way to them, from the request and the response
//! down, so a type that only moved is no change, and one that is used in many places is told once.
//!
//! Documentation, the order of optional fields and where a limit was read from are no changes.
//!
//! `endpoint` pairs endpoints, `walk` pairs types, `record`, `set`, `union` and `limit` compare one kind of
//! type each, `identity` tells where types of several endpoints are one, and `wire` whether JSON of one type is
//! JSON of another; `words` and `consequence` say all of it in sentences. What a change asks of the version, and how a list of changes looks, is up to
//! `cargo xtask diff`.

mod change;
mod consequence;
mod endpoint;
mod identity;
mod limit;
mod record;
mod set;
mod union;
mod walk;
mod wire;
mod words;

use std::collections::BTreeSet;

pub use change::{Breaks, Change, Kind, Section, Stated};

use crate::{ir::Api, names::Names};

/// One of the two states that are compared.
#[derive(Clone, Copy, Debug)]
pub struct State<'a> {
    /// The checked model.
    pub api: &'a Api,
    /// Its names.
    pub names: &'a Names,
}

/// Every change from one state to another, by endpoint.
pub fn compare(old: State<'_>, new: State<'_>) -> Vec<Change> {
    let (old, new) = (endpoint::Index::of(old), endpoint::Index::of(new));
    let ids: BTreeSet<&str> = old.ids().chain(new.ids()).collect();
    ids.into_iter().flat_map(|id| endpoint::compare(id, &old, &new)).collect()
}
