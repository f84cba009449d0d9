//! The root of the model: endpoints and the types they share.

use std::{collections::BTreeMap, mem::discriminant};

use super::ty::{Named, Ty, TypeId};
pub use crate::http::{Method, ParameterLocation, ParameterStyle};
use crate::{origin::Origin, service::Service};

/// The complete model of the generated code.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// The endpoints, sorted by id.
    pub endpoints: Vec<Endpoint>,
    /// Groups of types that several endpoints share.
    pub shared: Vec<SharedGroup>,
}

/// A type and its descendants, used by one or more endpoints and generated once.
#[derive(Clone, Debug)]
pub struct SharedGroup {
    /// Identifies the wire shape; the same on every machine and in every release.
    pub key: String,
    /// The name to give to the group's module if it is free, as the specification spells it.
    pub preferred_name: String,
    /// Index of the endpoint whose definitions the types are rendered from; at first that of the first user.
    pub endpoint: usize,
    /// Ids of the types in that endpoint: the root first, then its descendants.
    pub types: Vec<TypeId>,
    /// Indices of all endpoints that use the group.
    pub users: Vec<usize>,
}

/// A reference from an endpoint's type to a shared type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedUse {
    /// Index into [`Api::shared`].
    pub group: usize,
    /// Index into [`SharedGroup::types`].
    pub index: usize,
}

/// An endpoint: one operation of a specification.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The id, e.g. `fal-ai/flux-pro/kontext`.
    pub id: String,
    /// The name of the source that describes it.
    pub source: String,
    /// The position in that source.
    pub origin: Origin,
    /// A short title for humans.
    pub title: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The category of model, e.g. `text-to-image`.
    pub category: Option<String>,
    /// Whether the endpoint is deprecated.
    pub deprecated: bool,
    /// How the endpoint is called.
    pub transport: CallKind,
    /// The service that a direct request is sent to, if the document describes one.
    pub service: Option<Service>,
    /// Path, query, header and cookie parameters.
    pub parameters: Vec<Parameter>,
    /// The type of the request; `None` if the endpoint takes no input.
    pub request: Option<Ty>,
    /// The type of the response; that of an event for a stream of events.
    pub response: Ty,
    /// The type of the body of an error response, if the document describes one.
    pub error: Option<Ty>,
    /// The format of the response.
    pub format: ResponseFormat,
    /// The statuses of the variants of the response, in their order; empty if the response is not one of several.
    pub statuses: Vec<StatusResponse>,
    /// The named types of the endpoint, indexed by [`TypeId`].
    pub types: Vec<Named>,
    /// The types that are shared with other endpoints.
    pub shared: BTreeMap<TypeId, SharedUse>,
}

impl Endpoint {
    /// Returns the named type with this id.
    pub fn named(&self, id: TypeId) -> Option<&Named> {
        self.types.get(id.index())
    }

    /// Returns whether two types are one type in Rust: equal, or uses of one shared type.
    pub fn is_same_type(&self, one: &Ty, other: &Ty) -> bool {
        let shared = |ty: &Ty| ty.id().and_then(|id| self.shared.get(&id));
        let (ones, others) = (one.children(), other.children());
        let is_composed = !ones.is_empty() && discriminant(one) == discriminant(other) && ones.len() == others.len();
        let are_alike = || ones.iter().zip(&others).all(|(one, other)| self.is_same_type(one, other));
        one == other || (shared(one).is_some() && shared(one) == shared(other)) || (is_composed && are_alike())
    }
}

/// The name of the type of an error response's body.
pub const ERROR_BODY: &str = "ErrorBody";

/// How an endpoint is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// Through fal's queue: submit, poll, fetch the result.
    Queue,
    /// With a single HTTP request.
    Direct {
        /// The HTTP method.
        method: Method,
        /// The path template, with `{field}` for parameters; it may have a query.
        path: String,
        /// The media type of the request body; `None` without a body.
        media: Option<String>,
        /// The property of the request that is the body; `None` if the body has all properties that are not parameters.
        body: Option<String>,
    },
}

/// The format of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseFormat {
    /// JSON.
    Json,
    /// The document does not say; possibly nothing.
    Undescribed,
    /// No body.
    Empty,
    /// Text.
    Text,
    /// Bytes, such as a file.
    Bytes,
    /// Server-sent events.
    Events,
}

/// One of several successful responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusResponse {
    /// The lowest and the highest status.
    pub statuses: (u16, u16),
    /// The format of its body.
    pub format: ResponseFormat,
}

impl Endpoint {
    /// Returns whether `Response` is an alias because of the format.
    pub fn has_response_alias(&self) -> bool {
        match self.format {
            ResponseFormat::Json | ResponseFormat::Undescribed | ResponseFormat::Text => false,
            ResponseFormat::Empty | ResponseFormat::Bytes | ResponseFormat::Events => true,
        }
    }
}

/// A request value that is sent outside the body.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The property of the request that holds the value: the name, unless the body or another parameter has it too.
    pub field: String,
    /// The name on the wire.
    pub name: String,
    /// The part of the HTTP request that carries the value.
    pub location: ParameterLocation,
    /// How several values are written.
    pub style: ParameterStyle,
    /// Whether reserved characters of URLs are sent as they are.
    pub allow_reserved: bool,
}
