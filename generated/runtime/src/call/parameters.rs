//! Parameters of a direct request: the path, the query, headers and cookies, as RFC 3986 and OpenAPI's styles write them.

use std::borrow::Cow;

use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

use crate::{error::Error, http::form_body::plain_text, rt::url_encode};

/// A request field that is sent outside the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The field of the request.
    field: &'static str,
    /// The name in the HTTP request.
    name: &'static str,
    location: ParameterLocation,
    style: ParameterStyle,
    allow_reserved: bool,
}

/// Location of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterLocation {
    /// The path, in place of `{field}`.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// How a parameter with several values is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `a,b`, and `name,value` for the properties of an object.
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

impl Parameter {
    const fn new(name: &'static str, location: ParameterLocation, style: ParameterStyle) -> Self {
        Self { field: name, name, location, style, allow_reserved: false }
    }

    /// Creates a parameter in the path.
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, ParameterLocation::Path, ParameterStyle::Comma)
    }

    /// Creates a parameter in the query string.
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, ParameterLocation::Query, ParameterStyle::Pairs)
    }

    /// Creates a header.
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, ParameterLocation::Header, ParameterStyle::Comma)
    }

    /// Creates a cookie.
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, ParameterLocation::Cookie, ParameterStyle::Pairs)
    }

    /// Sets the field of the request, if it differs from the name.
    #[must_use]
    pub const fn of_field(mut self, field: &'static str) -> Self {
        self.field = field;
        self
    }

    /// Sets the style.
    #[must_use]
    pub const fn style(mut self, style: ParameterStyle) -> Self {
        self.style = style;
        self
    }

    /// Sends reserved characters as they are, except those that separate the parts of a query.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    fn encode<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.allow_reserved { url_encode::encode_unreserved(text) } else { url_encode::encode(text) }
    }

    /// Returns the texts of a value: one, those of the items of an array, or names and values of an object.
    fn texts(&self, value: &Value) -> Vec<String> {
        match value {
            _ if self.style == ParameterStyle::Json => vec![value.to_string()],
            Value::Array(items) => items.iter().map(plain_text).collect(),
            Value::Object(properties) => {
                properties.iter().flat_map(|(name, value)| [name.clone(), plain_text(value)]).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => vec![plain_text(value)],
        }
    }

    /// Returns the value in a URL, between separators that are encoded already.
    fn joined(&self, value: &Value) -> String {
        let separator = match self.style {
            ParameterStyle::Space => "%20",
            ParameterStyle::Pipe => "%7C",
            ParameterStyle::Comma | ParameterStyle::Pairs | ParameterStyle::DeepObject | ParameterStyle::Json => ",",
        };
        let texts = self.texts(value);
        texts.iter().map(|text| self.encode(text)).collect::<Vec<_>>().join(separator)
    }

    /// Returns the pairs of a query string.
    fn pairs(&self, value: &Value) -> Vec<String> {
        let pair = |name: &str, value: &Value| format!("{name}={}", self.encode(&plain_text(value)));
        let name = url_encode::encode(self.name);
        match (self.style, value) {
            (ParameterStyle::Pairs, Value::Array(items)) => items.iter().map(|item| pair(&name, item)).collect(),
            (ParameterStyle::Pairs, Value::Object(properties)) => {
                properties.iter().map(|(own, value)| pair(&url_encode::encode(own), value)).collect()
            }
            (ParameterStyle::DeepObject, Value::Object(properties)) => {
                let name = |own: &str| format!("{name}%5B{}%5D", url_encode::encode(own));
                properties.iter().map(|(own, value)| pair(&name(own), value)).collect()
            }
            _ => vec![format!("{name}={}", self.joined(value))],
        }
    }
}

/// The parts of a request that parameters were put in.
pub(crate) struct PlacedParameters {
    /// Without the leading slash.
    pub(crate) path_and_query: String,
    pub(crate) headers: HeaderMap,
}

/// Takes the parameters from the fields and puts them in their places.
pub(crate) fn place(
    template: &str,
    parameters: &[Parameter],
    fields: &mut Map<String, Value>,
) -> Result<PlacedParameters, Error> {
    let (path, query) = template.split_once('?').unwrap_or((template, ""));
    let path = fill_path(path.strip_prefix('/').unwrap_or(path), parameters, fields)?;
    let mut pairs = fill_query(query, parameters, fields);
    let (mut headers, mut cookies) = (HeaderMap::new(), Vec::new());
    for parameter in parameters {
        let value = fields.remove(parameter.field).filter(|value| !value.is_null());
        let Some(value) = value.filter(|_| !template.contains(&format!("{{{}}}", parameter.field))) else { continue };
        match parameter.location {
            // A path without this parameter has no place for it.
            ParameterLocation::Path => {}
            ParameterLocation::Query => pairs.extend(parameter.pairs(&value)),
            ParameterLocation::Header => insert(&mut headers, parameter.name, &parameter.texts(&value).join(","))?,
            ParameterLocation::Cookie => cookies.extend(parameter.pairs(&value)),
        }
    }
    if !cookies.is_empty() {
        insert(&mut headers, COOKIE.as_str(), &cookies.join("; "))?;
    }
    let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    Ok(PlacedParameters { path_and_query: path + &query, headers })
}

fn insert(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), Error> {
    let invalid = || Error::invalid(format!("`{name}` is not a valid header"));
    let header = HeaderName::try_from(name).map_err(|source| invalid().with_source(source))?;
    headers.insert(header, HeaderValue::try_from(value).map_err(|source| invalid().with_source(source))?);
    Ok(())
}

/// Fills in the parameters of a path. A segment that URL parsers would remove is an error.
fn fill_path(path: &str, parameters: &[Parameter], fields: &Map<String, Value>) -> Result<String, Error> {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        let (filled, empty) = fill(segment, parameters, fields);
        let is_removed = filled != segment && url_encode::is_dot_segment(&filled);
        if let Some(name) = empty.or_else(|| is_removed.then_some(segment)) {
            let name = name.trim_start_matches('{').trim_end_matches('}');
            return Err(Error::invalid(format!("the path parameter `{name}` cannot be {filled:?}")));
        }
        segments.push(filled);
    }
    Ok(segments.join("/"))
}

/// Fills in the parameters of the query of a path, without the pairs whose parameters are not set.
fn fill_query(query: &str, parameters: &[Parameter], fields: &Map<String, Value>) -> Vec<String> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| fill(pair, parameters, fields));
    pairs.filter(|(_, empty)| empty.is_none()).map(|(pair, _)| pair).collect()
}

/// Replaces each `{field}` by its value. Returns the text, and the last field without a value.
fn fill<'t>(template: &'t str, parameters: &[Parameter], fields: &Map<String, Value>) -> (String, Option<&'t str>) {
    let (mut filled, mut rest, mut empty) = (String::new(), template, None);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((field, after)) = after.split_once('}') else { break };
        let parameter = parameters.iter().find(|parameter| parameter.field == field);
        let parameter = parameter.copied().unwrap_or(Parameter::path(""));
        let value = fields.get(field).filter(|value| !value.is_null());
        let text = value.map(|value| parameter.joined(value)).unwrap_or_default();
        if text.is_empty() {
            empty = Some(field);
        }
        filled.push_str(before);
        filled.push_str(&text);
        rest = after;
    }
    filled.push_str(rest);
    (filled, empty)
}
