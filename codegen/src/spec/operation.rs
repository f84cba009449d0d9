//! Operations: method, path, parameters, request body and responses.

use super::schema::Schema;
pub use crate::http::{Method, ParameterLocation, ParameterStyle};
use crate::{
    literal::Literal,
    origin::{Origin, Spanned},
    service::Service,
};

/// An operation of a document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The position of the operation.
    pub origin: Origin,
    /// The endpoint's id, e.g. `fal-ai/flux-pro/kontext`.
    pub id: Spanned<String>,
    /// The HTTP method.
    pub method: Method,
    /// The path as the document writes it.
    pub path: String,
    /// The conventions of the document.
    pub dialect: Dialect,
    /// A short name for people.
    pub title: Option<String>,
    /// The description of the endpoint.
    pub description: Option<Spanned<String>>,
    /// The kind of model, e.g. `text-to-image`.
    pub category: Option<String>,
    /// Whether the operation is deprecated.
    pub deprecated: bool,
    /// Whether the operation goes through fal's queue, if the document says so.
    pub queue: Option<bool>,
    /// The service that the operation belongs to.
    pub service: Option<Service>,
    /// The parameters in the path, the query, headers and cookies.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The successful responses, in document order.
    pub responses: Vec<Response>,
    /// The error responses, in document order.
    pub errors: Vec<Response>,
    /// The result of the finished job, if the document describes it separately.
    pub result: Option<Response>,
}

/// The conventions of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// A document of fal: limits are stated by keyword, and prose is not a source of limits.
    Fal,
    /// Any other document: limits are often stated in prose only.
    Other,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name in the request.
    pub name: Spanned<String>,
    /// The part of the request that contains it.
    pub location: ParameterLocation,
    /// Whether it is required.
    pub required: bool,
    /// Its schema.
    pub schema: Schema,
    /// How several values are written.
    pub style: ParameterStyle,
    /// Whether reserved characters of URLs are sent as they are.
    pub allow_reserved: bool,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// The position of the body.
    pub origin: Origin,
    /// The media type, e.g. `application/json`.
    pub media: String,
    /// The schema, if the document has one.
    pub schema: Option<Schema>,
    /// Whether a request may have no body.
    pub optional: bool,
    /// Example bodies.
    pub examples: Vec<Spanned<Literal>>,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The position of the response.
    pub origin: Origin,
    /// The HTTP status, if it is a number.
    pub status: Option<u16>,
    /// The media type.
    pub media: String,
    /// The description of the response, as opposed to that of its schema.
    pub description: Option<String>,
    /// Whether an example is a submit response of fal's queue.
    pub is_submit_response: bool,
    /// The declared schema, or one inferred from the examples that are not submit responses.
    pub schema: Option<Schema>,
    /// Example responses.
    pub examples: Vec<Spanned<Literal>>,
}
