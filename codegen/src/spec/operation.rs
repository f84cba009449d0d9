//! What can be called: a method, a path, what goes in and what comes out.

use super::schema::Schema;
pub use crate::http::{Method, ParameterLocation};
use crate::{
    literal::Literal,
    origin::{Origin, Spanned},
};

/// One call that a document describes.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where the operation stands.
    pub origin: Origin,
    /// The endpoint's id, e.g. `fal-ai/flux-pro/kontext`.
    pub id: Spanned<String>,
    /// The HTTP method.
    pub method: Method,
    /// The path as the document writes it.
    pub path: String,
    /// Whose conventions the document follows.
    pub dialect: Dialect,
    /// A short human name.
    pub title: Option<String>,
    /// What the endpoint does.
    pub description: Option<Spanned<String>>,
    /// The kind of model, e.g. `text-to-image`.
    pub category: Option<String>,
    /// Whether the document says not to use it any more.
    pub deprecated: bool,
    /// Whether the document itself says that the call goes through fal's queue, or that it does not.
    pub queue: Option<bool>,
    /// Values in the path, the query and the headers.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// What the call answers with on success, in the order of the document.
    pub responses: Vec<Response>,
    /// What the finished job returns, where the document says so apart from `answers`.
    pub result: Option<Response>,
}

/// Whose conventions a document follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// fal's own documents state limits by keyword; their prose is not a source of limits.
    Fal,
    /// Documents of others often state limits in prose only.
    Other,
}

/// A value outside of the body.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: Spanned<String>,
    /// Where the value goes.
    pub location: ParameterLocation,
    /// Whether it must be given.
    pub required: bool,
    /// Its schema.
    pub schema: Schema,
}

/// What is sent.
#[derive(Clone, Debug)]
pub struct Body {
    /// The media type, e.g. `application/json`.
    pub media: String,
    /// The schema, unless the document has none.
    pub schema: Option<Schema>,
    /// Whole bodies that the document gives as examples.
    pub examples: Vec<Spanned<Literal>>,
}

/// What comes back.
#[derive(Clone, Debug)]
pub struct Response {
    /// Where the answer stands.
    pub origin: Origin,
    /// The HTTP status, where it is a number.
    pub status: Option<u16>,
    /// The media type.
    pub media: String,
    /// Whether an example of it is the ticket of fal's queue.
    pub is_submit_response: bool,
    /// The schema, unless the document has none or an empty one; else the shape of examples that are no ticket.
    pub schema: Option<Schema>,
    /// Whole answers that the document gives as examples.
    pub examples: Vec<Spanned<Literal>>,
}
