//! The catalogue: endpoints described as data, and JSON payloads checked against their types.
//!
//! The list of endpoints is generated; see `catalog` at the root of the crate.

use serde_json::Value;

use crate::{
    error::Error,
    json::{
        codec::{JsonCodec, from_json, to_json},
        violation::Violation,
    },
};

/// An endpoint described as data.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Endpoint {
    /// The id, e.g. `fal-ai/flux-pro/kontext`.
    pub id: &'static str,
    /// The title; the id if the specification has no title.
    pub title: &'static str,
    /// The category, e.g. `image-to-image`; empty if the specification has none.
    pub category: &'static str,
    /// The path of the endpoint's module, e.g. `fal_sdk::fal_ai::flux_pro::kontext`.
    pub module_path: &'static str,
    /// The file of the specification, relative to `spec/`.
    pub spec: &'static str,
    /// The fields of the request, in the order of the specification.
    pub fields: &'static [FieldInfo],
    /// The endpoint as JSON text: its metadata, and the JSON Schema of its request and response with nested types.
    /// [`request_schema`](Self::request_schema) returns the schema of the request alone.
    pub schema: &'static str,
    request: RoundTrip,
    response: RoundTrip,
}

/// A field of a request described as data.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FieldInfo {
    /// The property name in JSON.
    pub name: &'static str,
    /// The JSON Schema type.
    pub ty: &'static str,
    /// Whether the field is required.
    pub required: bool,
    /// The server's default as JSON, if the specification states one.
    pub default: Option<&'static str>,
    /// The limits of the value as text, e.g. `at least 1`.
    pub limits: &'static [&'static str],
    /// The source of each limit in `limits`.
    pub provenance: &'static [&'static str],
}

/// The values of a [`FieldInfo`] in generated code, which cannot construct a non-exhaustive struct.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
#[allow(missing_docs, reason = "the fields are those of FieldInfo")]
pub struct FieldEntry {
    pub name: &'static str,
    pub ty: &'static str,
    pub required: bool,
    pub default: Option<&'static str>,
    pub limits: &'static [&'static str],
    pub provenance: &'static [&'static str],
}

impl FieldInfo {
    /// Creates the public type from an entry of generated code.
    #[doc(hidden)]
    pub const fn from_entry(entry: FieldEntry) -> Self {
        let FieldEntry { name, ty, required, default, limits, provenance } = entry;
        Self { name, ty, required, default, limits, provenance }
    }
}

/// The values of an [`Endpoint`] in generated code, which cannot construct a non-exhaustive struct.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
#[allow(missing_docs, reason = "the fields are those of Endpoint")]
pub struct EndpointEntry {
    pub id: &'static str,
    pub title: &'static str,
    pub category: &'static str,
    pub module_path: &'static str,
    pub spec: &'static str,
    pub fields: &'static [FieldInfo],
    pub schema: &'static str,
    pub request: RoundTrip,
    pub response: RoundTrip,
}

/// A function that decodes JSON into a type and encodes the value again.
pub type RoundTrip = fn(&Value) -> Result<Value, Vec<Violation>>;

/// Decodes JSON into a type and encodes the value again.
pub fn round_trip<T: JsonCodec>(json: &Value) -> Result<Value, Vec<Violation>> {
    to_json(&from_json::<T>(json)?)
}

/// Finds an endpoint by its id in a list sorted by id.
pub fn find(endpoints: &'static [Endpoint], id: &str) -> Option<&'static Endpoint> {
    endpoints.binary_search_by(|endpoint| endpoint.id.cmp(id)).ok().and_then(|index| endpoints.get(index))
}

impl Endpoint {
    /// Creates the public type from an entry of generated code.
    #[doc(hidden)]
    pub const fn from_entry(entry: EndpointEntry) -> Self {
        let EndpointEntry { id, title, category, module_path, spec, fields, schema, request, response } = entry;
        Self { id, title, category, module_path, spec, fields, schema, request, response }
    }

    /// Returns the JSON Schema (2020-12) of the request, including its limits, for example for a form or for the tool
    /// description of a language model. Returns `null` if the endpoint has no request.
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

    /// Returns the JSON Schema (2020-12) of the response. Responses are not validated against it.
    pub fn response_schema(&self) -> Value {
        self.part("response")
    }

    /// Returns one property of the schema document, with the types that it refers to.
    fn part(&self, name: &str) -> Value {
        let mut whole: Value = serde_json::from_str(self.schema).unwrap_or_default();
        let mut part = whole.get_mut(name).map(Value::take).unwrap_or_default();
        if let (Value::Object(part), Some(types)) = (&mut part, whole.get_mut("$defs")) {
            part.insert("$defs".to_owned(), types.take());
        }
        part
    }

    /// Decodes a payload into the typed request and encodes it again.
    ///
    /// # Errors
    ///
    /// Returns every violation in the payload.
    pub fn check_request(&self, payload: &Value) -> Result<Value, Vec<Violation>> {
        (self.request)(payload)
    }

    /// Decodes a result into the typed response and encodes it again.
    ///
    /// # Errors
    ///
    /// Returns an error of kind [`Decode`](crate::ErrorKind::Decode) whose [`details`](Error::details) contain every
    /// violation.
    pub fn check_response(&self, result: &Value) -> Result<Value, Error> {
        (self.response)(result).map_err(|violations| Error::shape_mismatch(result, violations))
    }
}
