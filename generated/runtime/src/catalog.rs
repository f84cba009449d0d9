//! What the catalogue tells of an endpoint, and payloads held against its types as data.
//!
//! The list itself is generated; see `catalog` at the root of the crate.

use serde_json::Value;

use crate::{
    error::Error,
    json::{
        codec::{Wire, from_json, to_json},
        violation::Violation,
    },
};

/// An endpoint as data.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Endpoint {
    /// The id, e.g. `fal-ai/flux-pro/kontext`.
    pub id: &'static str,
    /// A short human name; the id where the specification has none.
    pub title: &'static str,
    /// The kind of model, e.g. `image-to-image`; empty where the specification does not say.
    pub category: &'static str,
    /// The path of its module, e.g. `fal_sdk::fal_ai::flux_pro::kontext`.
    pub module_path: &'static str,
    /// The specification it came from, as a path below `spec/`.
    pub spec: &'static str,
    /// The fields of the request, in the order that people see.
    pub fields: &'static [FieldInfo],
    /// The endpoint as JSON text: what stands above, and its request and response in JSON Schema, limits and
    /// nested types included. [`request_schema`](Self::request_schema) has the part that programs use most.
    pub schema: &'static str,
    request: RoundTrip,
    response: RoundTrip,
}

/// A field of a request as data.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FieldInfo {
    /// The name on the wire.
    pub name: &'static str,
    /// The type in the words of JSON Schema.
    pub ty: &'static str,
    /// Whether it must be sent.
    pub required: bool,
    /// The default of the server as JSON, where the specification tells one.
    pub default: Option<&'static str>,
    /// What is demanded of the value, in words.
    pub limits: &'static [&'static str],
    /// Where each of `limits` came from.
    pub provenance: &'static [&'static str],
}

impl FieldInfo {
    /// A field of generated code.
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        ty: &'static str,
        required: bool,
        default: Option<&'static str>,
        limits: &'static [&'static str],
        provenance: &'static [&'static str],
    ) -> Self {
        Self { name, ty, required, default, limits, provenance }
    }
}

/// JSON to a type and back.
pub type RoundTrip = fn(&Value) -> Result<Value, Vec<Violation>>;

/// Decodes JSON into a type and encodes it again.
pub fn round_trip<T: Wire>(json: &Value) -> Result<Value, Vec<Violation>> {
    to_json(&from_json::<T>(json)?)
}

/// The endpoint of an id, in a list that is sorted by id.
pub fn find(endpoints: &'static [Endpoint], id: &str) -> Option<&'static Endpoint> {
    endpoints.binary_search_by(|endpoint| endpoint.id.cmp(id)).ok().and_then(|index| endpoints.get(index))
}

impl Endpoint {
    /// An endpoint of generated code.
    #[doc(hidden)]
    pub const fn new(
        [id, title, category, module_path, spec, schema]: [&'static str; 6],
        fields: &'static [FieldInfo],
        request: RoundTrip,
        response: RoundTrip,
    ) -> Self {
        Self { id, title, category, module_path, spec, fields, schema, request, response }
    }

    /// What the endpoint takes, as a JSON Schema (2020-12) with its limits: for a form, or for a language model that
    /// is to call the endpoint as a tool. `null` where nothing is sent.
    ///
    /// ```
    /// # #[cfg(feature = "catalog")] {
    /// let kontext = fal_sdk::catalog::find("fal-ai/flux-pro/kontext").unwrap();
    /// let schema = kontext.request_schema();
    /// assert_eq!(schema["$defs"]["NumImages"]["maximum"], 4);
    /// # }
    /// ```
    pub fn request_schema(&self) -> Value {
        self.part("request")
    }

    /// What the endpoint returns, as a JSON Schema. Responses are never held to it; it tells what to expect.
    pub fn response_schema(&self) -> Value {
        self.part("response")
    }

    /// One member of the schema's text, with the types that it refers to.
    fn part(&self, name: &str) -> Value {
        let mut whole: Value = serde_json::from_str(self.schema).unwrap_or_default();
        let mut part = whole.get_mut(name).map(Value::take).unwrap_or_default();
        if let (Value::Object(part), Some(types)) = (&mut part, whole.get_mut("$defs")) {
            part.insert("$defs".to_owned(), types.take());
        }
        part
    }

    /// Decodes a payload into the typed request and encodes it again; every fault where it is refused.
    pub fn check_request(&self, payload: &Value) -> Result<Value, Vec<Violation>> {
        (self.request)(payload)
    }

    /// Decodes a result into the typed response and encodes it again.
    ///
    /// The error is of kind [`Decode`](crate::ErrorKind::Decode) and holds every fault in
    /// [`details`](Error::details).
    pub fn check_response(&self, result: &Value) -> Result<Value, Error> {
        (self.response)(result).map_err(|faults| Error::misshapen(result, faults))
    }
}
