//! The request of a direct operation: one object of the parameters and the body.
//!
//! The properties of a body that is an object stand next to the parameters. Any other body is a property of its own, and
//! so is an object that may be absent as a whole but not in part.

use super::{resolve::resolve, schema::ResolvedSchema};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    http::ParameterLocation,
    ir::{self, CallKind},
    origin::Spanned,
    spec::{Body, JsonType, Operation, Parameter, Property, Schema, Spec},
};

/// The request of a direct operation.
pub(super) struct PlannedRequest {
    pub schema: Option<Schema>,
    pub parameters: Vec<ir::Parameter>,
    /// The path with the properties of the request in place of the parameters.
    pub path: String,
    /// The property that is the body.
    pub body: Option<String>,
}

impl PlannedRequest {
    /// Returns the request of a queue endpoint, whose parameters the runtime handles.
    pub(super) fn of_queue(operation: &Operation) -> Self {
        let schema = operation.body.as_ref().and_then(|body| body.schema.clone());
        Self { schema, parameters: Vec::new(), path: operation.path.clone(), body: None }
    }

    /// Returns how the operation is called.
    pub(super) fn call(&self, operation: &Operation) -> CallKind {
        let media = operation.body.as_ref().map(|body| body.media.clone());
        CallKind::Direct { method: operation.method, path: self.path.clone(), media, body: self.body.clone() }
    }
}

/// Returns whether bodies of a media type contain files or are one.
pub(super) fn has_files(media: &str) -> bool {
    media.starts_with("multipart/") || is_binary(media)
}

/// Returns whether a body of a media type is bytes.
fn is_binary(media: &str) -> bool {
    const TEXT: &[&str] = &["json", "xml", "form", "text/", "yaml", "csv", "*/*"];
    media.contains('/') && !TEXT.iter().any(|text| media.contains(text))
}

/// Plans the request of an operation that is a single HTTP request.
pub(super) fn plan(spec: &Spec, operation: &Operation, diagnostics: &mut Diagnostics) -> PlannedRequest {
    let body = operation.body.as_ref().and_then(|body| body_schema(body, diagnostics));
    let resolved = body.as_ref().map(|schema| resolve(schema, spec, diagnostics));
    let is_object = resolved.as_ref().is_none_or(|schema| {
        let is_object = |schema: &Schema| resolve(schema, spec, diagnostics).types == [JsonType::Object];
        schema.types == [JsonType::Object] || !schema.properties.is_empty() || all(&schema.variants, is_object)
    });
    let mut taken: Vec<String> = match &resolved {
        Some(schema) if is_object => {
            let variants = schema.variants.iter().map(|variant| resolve(variant, spec, diagnostics));
            let of_variants: Vec<String> = variants.flat_map(|variant| property_names(&variant)).collect();
            [property_names(schema), of_variants].concat()
        }
        Some(_) | None => Vec::new(),
    };
    let parameters: Vec<ir::Parameter> =
        operation.parameters.iter().map(|parameter| assign(parameter, &mut taken)).collect();
    let optional = operation.body.as_ref().is_some_and(|body| body.optional);
    let has_required = resolved.as_ref().is_some_and(|schema| !schema.required.is_empty());
    let is_separate = if is_object { optional && has_required } else { optional || !parameters.is_empty() };
    let field = is_separate.then(|| free(&["body", "request_body"], &taken));
    let schema = schema(operation, &parameters, body, field.as_deref().map(|name| (name, optional)));
    PlannedRequest { schema, path: path(&operation.path, &parameters), parameters, body: field }
}

fn property_names(schema: &ResolvedSchema<'_>) -> Vec<String> {
    schema.properties.iter().map(|property| property.name.to_owned()).collect()
}

fn all(variants: &[&Schema], is_object: impl FnMut(&Schema) -> bool) -> bool {
    let mut is_object = is_object;
    !variants.is_empty() && variants.iter().all(|variant| is_object(variant))
}

/// Returns the schema of a body. XML is written by the caller, so its schema is text; other bytes need no schema.
fn body_schema(body: &Body, diagnostics: &mut Diagnostics) -> Option<Schema> {
    let schema = body.schema.clone();
    let is_xml = body.media.contains("xml") && !body.media.contains("json");
    let origin = body.origin.clone();
    match schema {
        None if is_binary(&body.media) => {
            let format = Some("binary".to_owned());
            Some(Schema { types: vec![JsonType::String], format, ..Schema::empty(origin) })
        }
        None if is_xml || body.media.starts_with("text/") => {
            Some(Schema { types: vec![JsonType::String], ..Schema::empty(origin) })
        }
        Some(schema) if is_xml && schema.types != [JsonType::String] => {
            let message = format!("a body of `{}` is sent as text; its schema is not checked", body.media);
            diagnostics.push(Diagnostic::warning("xml-as-text", &schema.origin, message));
            let description = schema.description.clone();
            Some(Schema { types: vec![JsonType::String], description, ..Schema::empty(schema.origin) })
        }
        schema => schema,
    }
}

/// Assigns a property of the request to a parameter: its name, or one with its location if the name is taken.
fn assign(parameter: &Parameter, taken: &mut Vec<String>) -> ir::Parameter {
    let name = &parameter.name.value;
    let location = match parameter.location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    };
    let field = free(&[name, &format!("{location}_{name}")], taken);
    taken.push(field.clone());
    ir::Parameter {
        field,
        name: name.clone(),
        location: parameter.location,
        style: parameter.style,
        allow_reserved: parameter.allow_reserved,
    }
}

/// Returns the first name that is free; the last gets underscores until it is.
fn free(names: &[&str], taken: &[String]) -> String {
    let is_free = |name: &&&str| !taken.iter().any(|taken| taken == **name);
    if let Some(name) = names.iter().find(is_free) {
        return (*name).to_owned();
    }
    let mut name = names.last().copied().unwrap_or("field").to_owned();
    while taken.contains(&name) {
        name.push('_');
    }
    name
}

/// Returns the schema of the request: the parameters, then the properties of the body or the property that is the body.
fn schema(
    operation: &Operation,
    parameters: &[ir::Parameter],
    body: Option<Schema>,
    field: Option<(&str, bool)>,
) -> Option<Schema> {
    if parameters.is_empty() && field.is_none() {
        return body;
    }
    let mut schema = Schema::empty(operation.origin.clone());
    schema.types.push(JsonType::Object);
    for (parameter, declared) in parameters.iter().zip(&operation.parameters) {
        let mut name = declared.name.clone();
        name.value.clone_from(&parameter.field);
        schema.required.extend(declared.required.then(|| name.clone()));
        schema.properties.push(Property { name, schema: declared.schema.clone() });
    }
    match (body, field) {
        (Some(body), Some((name, optional))) => {
            let name = Spanned { value: name.to_owned(), origin: body.origin.clone() };
            schema.required.extend((!optional).then(|| name.clone()));
            schema.properties.push(Property { name, schema: body });
        }
        (body, _) => schema.all_of.extend(body),
    }
    Some(schema)
}

/// Returns the path with the properties in place of the names of the parameters.
fn path(template: &str, parameters: &[ir::Parameter]) -> String {
    let renamed = parameters
        .iter()
        .filter(|parameter| parameter.location == ParameterLocation::Path && parameter.field != parameter.name);
    renamed.fold(template.to_owned(), |path, parameter| {
        path.replace(&format!("{{{}}}", parameter.name), &format!("{{{}}}", parameter.field))
    })
}
