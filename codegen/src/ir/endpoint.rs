//! What is generated: endpoints, each with its types.

use std::collections::BTreeMap;

use super::ty::{Named, Ty, TypeId};
pub use crate::http::{Method, ParameterPlace};
use crate::origin::Origin;

/// Everything that is generated.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// The endpoints, sorted by id.
    pub endpoints: Vec<Endpoint>,
    /// The types that endpoints share.
    pub shared: Vec<Shared>,
}

/// A shape that one or more endpoints use, with the types inside it.
#[derive(Clone, Debug)]
pub struct Shared {
    /// What tells its shape from others: the same on every machine and in every release.
    pub key: String,
    /// What its place would be called, in the words of the specification.
    pub wanted: String,
    /// The first endpoint that uses it: the types are rendered as they are there.
    pub endpoint: usize,
    /// The types there: the root, then what lies inside.
    pub types: Vec<TypeId>,
    /// Every endpoint that uses it.
    pub users: Vec<usize>,
}

/// Where a shared type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedUse {
    /// The unit.
    pub unit: usize,
    /// The type in the unit's list.
    pub member: usize,
}

/// One endpoint.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The id, e.g. `fal-ai/flux-pro/kontext`.
    pub id: String,
    /// The name of the source it came from.
    pub source: String,
    /// Where it stands in that source.
    pub origin: Origin,
    /// A short human name.
    pub title: Option<String>,
    /// What it does.
    pub description: Option<String>,
    /// The kind of model.
    pub category: Option<String>,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// How it is called.
    pub transport: Transport,
    /// Values outside of the body.
    pub parameters: Vec<Parameter>,
    /// What is sent: a record where the document describes one.
    pub request: Option<Ty>,
    /// What comes back.
    pub response: Ty,
    /// The types of the endpoint.
    pub types: Vec<Named>,
    /// Which of them are shared.
    pub shared: BTreeMap<TypeId, SharedUse>,
}

impl Endpoint {
    /// The type of an id.
    pub fn named(&self, id: TypeId) -> Option<&Named> {
        self.types.get(id.index())
    }
}

/// How an endpoint is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Through fal's queue.
    Queue,
    /// By one HTTP exchange.
    Exchange {
        /// The method.
        method: Method,
        /// The path, with `{name}` for parameters.
        path: String,
        /// The media type of the body, where there is one.
        media: Option<String>,
    },
}

/// A value outside of the body.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// Where it goes.
    pub place: ParameterPlace,
}
