//! The request of a direct operation: one object of the parameters and the body.
//!
//! If the body is an object, the request has its properties and the parameters. Any other body is one property of the
//! request, and so is an optional object with required properties.

use super::resolve::{ResolvedModels, Resolver};
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
    let shape = body.as_ref().map(|schema| BodyShape::of(schema, spec, diagnostics)).unwrap_or_default();
    let mut taken = shape.properties;
    let parameters: Vec<ir::Parameter> =
        operation.parameters.iter().map(|parameter| assign(parameter, &mut taken)).collect();
    let optional = operation.body.as_ref().is_some_and(|body| body.optional);
    let is_separate = if shape.is_object { optional && shape.has_required } else { optional || !parameters.is_empty() };
    let field = is_separate.then(|| free(&["body", "request_body"], &taken));
    let schema = schema(operation, &parameters, body, field.as_deref().map(|name| (name, optional)));
    PlannedRequest { schema, path: path(&operation.path, &parameters), parameters, body: field }
}

/// The parts of a body's schema that decide whether its properties and the parameters make one object.
struct BodyShape {
    is_object: bool,
    has_required: bool,
    /// The names of the properties of the object and its variants.
    properties: Vec<String>,
}

impl BodyShape {
    fn of(schema: &Schema, spec: &Spec, diagnostics: &mut Diagnostics) -> Self {
        let mut models = ResolvedModels::new();
        let mut resolver = Resolver::new(spec, &mut models, diagnostics);
        let body = resolver.resolve(schema, 0);
        let variants: Vec<_> = body.variants.iter().map(|variant| resolver.resolve(variant, 0)).collect();
        let are_objects = || !variants.is_empty() && variants.iter().all(|variant| variant.types == [JsonType::Object]);
        let is_object = body.types == [JsonType::Object] || !body.properties.is_empty() || are_objects();
        let all = [&body].into_iter().chain(&variants).flat_map(|schema| &schema.properties);
        let properties = all.filter(|_| is_object).map(|property| property.name.to_owned()).collect();
        Self { is_object, has_required: !body.required.is_empty(), properties }
    }
}

/// Without a body, the parameters are the whole object.
impl Default for BodyShape {
    fn default() -> Self {
        Self { is_object: true, has_required: false, properties: Vec::new() }
    }
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
