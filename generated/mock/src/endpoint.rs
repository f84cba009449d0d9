//! An endpoint as the server knows it: the schema that `cargo xtask codegen` writes beside each module.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::schema::Schema;

/// An endpoint that the server stands in for.
///
/// It is read from the JSON that the feature `catalog` of `fal-sdk` has as `Endpoint::schema`.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Endpoint {
    /// The id, e.g. `fal-ai/flux-pro/kontext`.
    pub id: String,
    /// A short human name.
    #[serde(default)]
    pub title: Option<String>,
    /// What it does.
    #[serde(default)]
    pub description: Option<String>,
    /// The kind of model, e.g. `text-to-image`.
    #[serde(default)]
    pub category: Option<String>,
    /// Whether it should not be used any more.
    #[serde(default)]
    pub deprecated: bool,
    /// The specification it came from.
    #[serde(default)]
    pub spec: String,
    /// The path of its Rust module, e.g. `fal_sdk::fal_ai::flux_pro::kontext`.
    #[serde(default)]
    pub module: String,
    /// How it is called.
    pub transport: Transport,
    request: Option<Value>,
    response: Value,
    #[serde(rename = "$defs", default)]
    types: Map<String, Value>,
    /// The whole text, for whoever wants it as it is.
    #[serde(skip)]
    pub(crate) text: String,
}

/// How an endpoint is called.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Transport {
    /// Through fal's queue, and on its synchronous host.
    Queue,
    /// By one HTTP direct.
    #[non_exhaustive]
    Exchange {
        /// The method.
        method: String,
        /// The path, with `{name}` for parameters.
        path: String,
        /// What is sent outside of the body.
        #[serde(default)]
        parameters: Vec<Parameter>,
    },
}

/// A value outside of the body.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// Where it goes.
    pub place: Place,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Place {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header.
    Header,
    /// Into a cookie.
    Cookie,
}

impl Endpoint {
    /// Reads an endpoint from its JSON.
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

    /// What the endpoint takes; nothing where it takes nothing.
    pub(crate) fn request(&self) -> Option<Schema<'_>> {
        self.request.as_ref().map(|node| Schema::new(node, &self.types))
    }

    /// What the endpoint returns.
    pub(crate) fn response(&self) -> Schema<'_> {
        Schema::new(&self.response, &self.types)
    }
}
