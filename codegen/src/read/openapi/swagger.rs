//! The differences of Swagger 2.0 from OpenAPI 3: bodies and forms are parameters, a parameter has the keywords of its
//! schema, a response has `schema` instead of `content`, and the server is in three parts.

use super::references::ReferenceRoot;
use crate::{
    diagnostic::Diagnostic,
    document::Cursor,
    http::ParameterStyle,
    read::{example, schema::SchemaReader, server_url::ServerUrl},
    spec::{Body, JsonType, ParameterLocation, Property, Schema},
};

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// Returns whether a document is one of Swagger.
pub(super) fn is_swagger(root: &Cursor<'_>) -> bool {
    root.get("swagger").is_some()
}

/// Returns the server: the first scheme, preferring `https`, the host and the base path.
pub(super) fn server(root: &Cursor<'_>) -> Option<ServerUrl> {
    let text = |key: &str| root.text(key).map(|text| text.value.trim().to_owned()).unwrap_or_default();
    let (host, base) = (text("host"), text("basePath"));
    let schemes: Vec<_> = root.get("schemes").into_iter().flat_map(|schemes| schemes.items()).collect();
    let is_http_only = !schemes.is_empty() && schemes.iter().all(|scheme| scheme.as_str() == Some("http"));
    match (host.as_str(), base.as_str()) {
        ("", "" | "/") => None,
        ("", base) => Some(ServerUrl::parse(&format!("/{}", base.trim_matches('/')))),
        (host, base) => {
            let scheme = if is_http_only { "http" } else { "https" };
            Some(ServerUrl::parse(&format!("{scheme}://{host}/{}", base.trim_matches('/'))))
        }
    }
}

/// Returns the schema of a parameter, whose keywords are properties of the parameter.
pub(super) fn parameter_schema(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) -> Schema {
    let mut schema =
        reader.read_without(at, &["name", "in", "required", "description", "collectionFormat", "allowEmptyValue"]);
    schema.is_file |= is_file(at);
    schema
}

/// Reads `collectionFormat` of an array. Without one, items are separated by commas.
pub(super) fn style(reader: &mut SchemaReader<'_>, at: &Cursor<'_>, location: ParameterLocation) -> ParameterStyle {
    if at.get("type").and_then(|word| word.as_str()) != Some("array") {
        return ParameterStyle::of(location);
    }
    let word = at.text("collectionFormat");
    match word.as_ref().map(|word| word.value.as_str()) {
        None | Some("csv") => ParameterStyle::Comma,
        Some("ssv") => ParameterStyle::Space,
        Some("pipes") => ParameterStyle::Pipe,
        Some("multi") if location == ParameterLocation::Query => ParameterStyle::Pairs,
        Some(other) => {
            let message =
                format!("the collection format `{other}` is not supported here; items are separated by commas");
            reader.report(Diagnostic::warning("unsupported-style", &at.origin(), message));
            ParameterStyle::Comma
        }
    }
}

/// Returns the body of an operation: its parameter `in: body`, or the object of its parameters `in: formData`.
pub(super) fn body<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a ReferenceRoot<'a>,
    item: &Cursor<'a>,
    operation: &Cursor<'a>,
) -> Option<Body> {
    let parameters = parameters(document, item, operation);
    let located = |location: &'static str| {
        parameters.iter().filter(move |at| at.get("in").and_then(|at| at.as_str()) == Some(location))
    };
    let consumes = media_types(document.root, operation, "consumes");
    if let Some(at) = located("body").next() {
        let schema = at.get("schema").map(|declared| reader.read(&declared));
        let media = preferred(&consumes, |media| media.contains("json"), "application/json");
        let optional = !at.is_true("required");
        return Some(Body { origin: at.origin(), media, schema, optional, examples: Vec::new() });
    }
    form(reader, &located("formData").collect::<Vec<_>>(), &consumes)
}

/// Returns the parameters of an operation, and those of its path that it does not replace.
fn parameters<'a>(document: &'a ReferenceRoot<'a>, item: &Cursor<'a>, operation: &Cursor<'a>) -> Vec<Cursor<'a>> {
    let own: Vec<_> = listed(document, operation);
    let is_own = |shared: &Cursor<'_>| own.iter().any(|own| key(own) == key(shared));
    let shared: Vec<_> = listed(document, item).into_iter().filter(|shared| !is_own(shared)).collect();
    own.into_iter().chain(shared).collect()
}

/// Returns the form of the parameters `in: formData`.
fn form(reader: &mut SchemaReader<'_>, fields: &[&Cursor<'_>], consumes: &[String]) -> Option<Body> {
    let first = fields.first()?;
    let mut schema = Schema::empty(first.origin());
    schema.types.push(JsonType::Object);
    for at in fields {
        let Some(name) = at.text("name") else { continue };
        schema.required.extend(at.is_true("required").then(|| name.clone()));
        let mut field = parameter_schema(reader, at);
        field.description = field.description.or_else(|| at.text("description"));
        schema.properties.push(Property { name, schema: field });
    }
    let has_files = fields.iter().any(|at| is_file(at));
    let is_form = |media: &str| if has_files { media.starts_with("multipart/") } else { media.contains("form") };
    let media = preferred(consumes, is_form, if has_files { MULTIPART } else { FORM });
    Some(Body { origin: first.origin(), media, schema: Some(schema), optional: false, examples: Vec::new() })
}

/// Returns media type, schema and examples of a response.
pub(super) fn response<'a>(
    reader: &mut SchemaReader<'_>,
    document: &ReferenceRoot<'a>,
    operation: &Cursor<'a>,
    at: &Cursor<'a>,
) -> (String, Option<Cursor<'a>>, Vec<crate::document::Node>) {
    let schema = at.get("schema");
    let examples = at.get("examples");
    let stated = examples.iter().flat_map(Cursor::entries).map(|(_, example)| example);
    let examples = stated.filter_map(|at| example::parse(reader, &at)).collect::<Vec<_>>();
    if schema.is_none() && examples.is_empty() {
        return (String::new(), None, examples);
    }
    let produces = media_types(document.root, operation, "produces");
    let media = preferred(&produces, |media| media.contains("json"), "application/json");
    let is_file = schema.as_ref().is_some_and(is_file);
    let media = if is_file && media.contains("json") { "application/octet-stream".to_owned() } else { media };
    (media, schema, examples)
}

fn listed<'a>(document: &'a ReferenceRoot<'a>, at: &Cursor<'a>) -> Vec<Cursor<'a>> {
    at.get("parameters").into_iter().flat_map(|list| list.items()).map(|item| document.resolve(&item)).collect()
}

fn key(at: &Cursor<'_>) -> (Option<String>, Option<String>) {
    let text = |key: &str| at.text(key).map(|text| text.value);
    (text("in"), text("name"))
}

fn is_file(at: &Cursor<'_>) -> bool {
    at.get("type").and_then(|word| word.as_str()) == Some("file")
}

/// Returns `consumes` or `produces` of the operation, else those of the document.
fn media_types(root: &Cursor<'_>, operation: &Cursor<'_>, key: &str) -> Vec<String> {
    let listed = operation.get(key).or_else(|| root.get(key));
    listed.into_iter().flat_map(|list| list.items()).filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// Returns the first media type that is suitable, else the first one, else the default.
fn preferred(listed: &[String], is_suitable: impl Fn(&str) -> bool, default: &str) -> String {
    let suitable = listed.iter().find(|media| is_suitable(media));
    let first = || listed.iter().find(|_| default == "application/json");
    suitable.or_else(first).map_or_else(|| default.to_owned(), Clone::clone)
}
