//! An endpoint, read from the schema that `cargo xtask codegen` writes next to each module.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::schema::Schema;

/// An endpoint of the mock server.
///
/// [`parse`](Self::parse) reads it from the JSON in `Endpoint::schema` of `fal-sdk`'s catalogue (feature `catalog`).
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Endpoint {
    /// The id, e.g. `fal-ai/flux-pro/kontext`.
    pub id: String,
    /// The display name.
    #[serde(default)]
    pub title: Option<String>,
    /// What the endpoint does.
    #[serde(default)]
    pub description: Option<String>,
    /// The kind of model, e.g. `text-to-image`.
    #[serde(default)]
    pub category: Option<String>,
    /// Whether the endpoint is deprecated.
    #[serde(default)]
    pub deprecated: bool,
    /// The path of the specification that the endpoint was generated from.
    #[serde(default)]
    pub spec: String,
    /// The path of its Rust module, e.g. `fal_sdk::fal_ai::flux_pro::kontext`.
    #[serde(default)]
    pub module: String,
    /// How the endpoint is called.
    pub transport: CallKind,
    request: Option<Value>,
    response: Value,
    #[serde(rename = "$defs", default)]
    types: Map<String, Value>,
    /// The JSON that the endpoint was parsed from.
    #[serde(skip)]
    pub(crate) text: String,
}

/// How an endpoint is called.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[non_exhaustive]
pub enum CallKind {
    /// Through fal's queue or synchronous host.
    Queue,
    /// By a single HTTP request.
    #[non_exhaustive]
    Direct {
        /// The method.
        method: String,
        /// The path template with `{field}` for parameters; it may have a query.
        path: String,
        /// The media type of the body; `None` without a body.
        #[serde(default)]
        media: Option<String>,
        /// The property of the request that is the body; `None` if the body has all properties that are not parameters.
        #[serde(default)]
        body: Option<String>,
        /// The parameters outside the body.
        #[serde(default)]
        parameters: Vec<Parameter>,
        /// The format of the response.
        #[serde(default)]
        format: ResponseFormat,
    },
}

/// The format of the response of a direct endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ResponseFormat {
    /// JSON.
    #[default]
    Json,
    /// Text.
    Text,
    /// No body.
    Empty,
    /// A file.
    Bytes,
    /// Server-sent events with one type of JSON.
    Events,
}

/// A parameter outside the body.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Parameter {
    /// The property of the request that holds the value.
    pub field: String,
    /// The name in the HTTP request.
    pub name: String,
    /// Where the parameter is sent.
    pub location: ParameterLocation,
    /// How several values are written.
    pub style: ParameterStyle,
}

/// How a parameter with several values is written, from OpenAPI's `style` and `explode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ParameterStyle {
    /// `a,b`.
    Comma,
    /// `name=a&name=b`, and a pair for each property of an object.
    Pairs,
    /// `a b`.
    Space,
    /// `a|b`.
    Pipe,
    /// `name[property]=value`.
    DeepObject,
    /// The value as JSON.
    Json,
}

/// Where a parameter is sent, OpenAPI's `in`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

impl Endpoint {
    /// Parses an endpoint from JSON.
    ///
    /// ```
    /// let endpoint = fal_mock::Endpoint::parse(r##"{
    ///     "id": "acme/echo",
    ///     "transport": {"kind": "queue"},
    ///     "request": {"$ref": "#/$defs/Request"},
    ///     "response": {},
    ///     "$defs": {"Request": {"type": "object", "properties": {"text": {"type": "string"}}}}
    /// }"##)?;
    /// assert_eq!(endpoint.id, "acme/echo");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let mut endpoint: Self = serde_json::from_str(text)?;
        text.clone_into(&mut endpoint.text);
        Ok(endpoint)
    }

    /// Returns the schema of the request, or `None` if the endpoint takes no input.
    pub(crate) fn request(&self) -> Option<Schema<'_>> {
        self.request.as_ref().map(|node| Schema::new(node, &self.types))
    }

    /// Returns the schema of the response.
    pub(crate) fn response(&self) -> Schema<'_> {
        Schema::new(&self.response, &self.types)
    }
}
