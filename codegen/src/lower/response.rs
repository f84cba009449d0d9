//! The successful responses of an operation: what format each status has, and the type of the whole.

use super::context::{Lowering, SchemaContext};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{Direction, Docs, ERROR_BODY, Naming, ResponseFormat, StatusResponse, Ty, TypeKind, Union, Variant},
    origin::Origin,
    spec::{JsonType, Operation, Response, Schema},
};

/// The responses of one status.
pub(super) struct PlannedResponse {
    /// The lowest and the highest status.
    statuses: (u16, u16),
    format: ResponseFormat,
    schema: Option<Schema>,
    description: Option<String>,
    origin: Origin,
}

/// The type of the response and how it is read.
pub(super) struct LoweredResponse {
    pub ty: Ty,
    pub format: ResponseFormat,
    pub statuses: Vec<StatusResponse>,
}

/// Returns the responses of a direct request, one per status.
pub(super) fn plan(operation: &Operation, diagnostics: &mut Diagnostics) -> Vec<PlannedResponse> {
    let mut planned: Vec<PlannedResponse> = Vec::new();
    for response in &operation.responses {
        let statuses = response.status.map_or((200, 299), |status| (status, status));
        let format = format(response);
        match planned.iter_mut().find(|known| known.statuses == statuses) {
            Some(known) if known.format == format => {
                known.schema = either(known.schema.take(), response.schema.clone());
            }
            // Of two formats of one status, the described one counts.
            Some(known) if known.schema.is_none() => (known.format, known.schema) = (format, response.schema.clone()),
            Some(_) => {
                let message = "this response is not read, because another one of the same status has another format";
                let help = "remove the other response with an overlay to read this one";
                diagnostics.push(Diagnostic::warning("unread-response", &response.origin, message).help(help));
            }
            None => {
                let (schema, origin) = (response.schema.clone(), response.origin.clone());
                let description = response.description.clone();
                planned.push(PlannedResponse { statuses, format, schema, description, origin });
            }
        }
    }
    planned
}

/// Returns the schema of a value that has one of two schemas.
fn either(first: Option<Schema>, second: Option<Schema>) -> Option<Schema> {
    one_of(first.into_iter().chain(second))
}

/// Returns the schema of a value that has one of several schemas.
fn one_of(schemas: impl Iterator<Item = Schema>) -> Option<Schema> {
    let reference = |schema: &Schema| schema.reference.as_ref().map(|reference| reference.value.clone());
    let mut distinct: Vec<Schema> = Vec::new();
    for schema in schemas {
        let is_known =
            reference(&schema).is_some() && distinct.iter().any(|known| reference(known) == reference(&schema));
        if !is_known {
            distinct.push(schema);
        }
    }
    if distinct.len() < 2 {
        return distinct.pop();
    }
    let mut union = Schema::empty(distinct.first()?.origin.clone());
    union.any_of = distinct;
    Some(union)
}

/// Returns the schema of all error responses.
pub(super) fn error_schema(operation: &Operation) -> Option<Schema> {
    let json = operation.errors.iter().filter(|response| format(response) == ResponseFormat::Json);
    one_of(json.filter_map(|response| response.schema.clone()))
}

/// Lowers the schema of the error responses.
pub(super) fn lower_errors<'s>(lowering: &mut Lowering<'s, '_>, schema: &'s Schema) -> Option<Ty> {
    let naming = Naming::Composed { name: ERROR_BODY.to_owned(), meaning: "Body of an error response." };
    let context = SchemaContext { naming, direction: Direction::Response, field: "", examples: Vec::new() };
    let schema = lowering.resolve(schema);
    let lowered = lowering.value(&schema, &context);
    let ty = lowered.ty.nullable_if(lowered.nullable);
    (ty != Ty::Any).then_some(ty)
}

/// Returns the format of a response, from its media type or the word of Apifox for it.
fn format(response: &Response) -> ResponseFormat {
    let media = response.media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| media.contains(word));
    let schema = response.schema.as_ref();
    let is_binary = schema.is_some_and(|schema| schema.format.as_deref() == Some("binary"));
    let is_structured = schema.is_some_and(|schema| {
        schema.reference.is_some() || schema.types.iter().any(|kind| matches!(kind, JsonType::Object | JsonType::Array))
    });
    match media.as_str() {
        _ if matches!(response.status, Some(204 | 205)) => ResponseFormat::Empty,
        "nocontent" | "none" => ResponseFormat::Empty,
        "" if schema.is_none() => ResponseFormat::Undescribed,
        _ if has(&["event-stream", "eventstream"]) => ResponseFormat::Events,
        // One JSON value per line or record.
        _ if has(&["ndjson", "jsonl", "json-seq", "stream+json"]) => ResponseFormat::Text,
        "*/*" if is_binary => ResponseFormat::Bytes,
        "" | "*/*" => ResponseFormat::Json,
        _ if has(&["json"]) => ResponseFormat::Json,
        _ if has(&["xml"]) => ResponseFormat::Text,
        _ if has(&["text", "html", "raw", "yaml", "javascript"]) => match (is_binary, is_structured) {
            (true, _) => ResponseFormat::Bytes,
            // A document that calls its JSON text.
            (false, true) => ResponseFormat::Json,
            (false, false) => ResponseFormat::Text,
        },
        _ => ResponseFormat::Bytes,
    }
}

/// Lowers the responses of a direct request.
pub(super) fn lower<'s>(
    lowering: &mut Lowering<'s, '_>,
    operation: &Operation,
    planned: &'s [PlannedResponse],
) -> LoweredResponse {
    let is_value = |response: &PlannedResponse| match response.format {
        ResponseFormat::Json | ResponseFormat::Text | ResponseFormat::Empty | ResponseFormat::Undescribed => true,
        ResponseFormat::Bytes | ResponseFormat::Events => false,
    };
    let Some(first) = planned.first() else { return undescribed(lowering, &operation.origin) };
    let same_format = planned.iter().all(|response| response.format == first.format);
    let is_typed = matches!(first.format, ResponseFormat::Json | ResponseFormat::Events);
    if planned.len() > 1 && (!same_format || is_typed) && planned.iter().all(is_value) {
        return by_status(lowering, operation, planned);
    }
    let main = planned.iter().find(|response| !is_value(response)).unwrap_or(first);
    for other in planned.iter().filter(|other| !std::ptr::eq(*other, main) && (!same_format || is_typed)) {
        let message = "this response is not read, because another one is a file or a stream";
        let help = "remove the other response with an overlay to read this one";
        lowering.report(Diagnostic::warning("unread-response", &other.origin, message).help(help));
    }
    single(lowering, operation, main)
}

fn single<'s>(
    lowering: &mut Lowering<'s, '_>,
    operation: &Operation,
    response: &'s PlannedResponse,
) -> LoweredResponse {
    let format = response.format;
    let mut root = |naming| match &response.schema {
        Some(schema) => lowering.root(schema, naming, Direction::Response, &[]),
        None => Ty::Any,
    };
    let ty = match format {
        ResponseFormat::Json if response.schema.is_none() => return undescribed(lowering, &operation.origin),
        ResponseFormat::Undescribed => return undescribed(lowering, &operation.origin),
        ResponseFormat::Json => root(Naming::Response),
        ResponseFormat::Events => root(Naming::Composed { name: "Event".to_owned(), meaning: "Event of a response." }),
        ResponseFormat::Text => Ty::String,
        ResponseFormat::Empty | ResponseFormat::Bytes => Ty::Any,
    };
    LoweredResponse { ty, format, statuses: Vec::new() }
}

pub(super) fn undescribed(lowering: &mut Lowering<'_, '_>, origin: &Origin) -> LoweredResponse {
    let message = "the response has no schema; returning any JSON";
    let help = "set the schema of the result with an overlay";
    lowering.report(Diagnostic::note("no-response-schema", origin, message).help(help));
    LoweredResponse { ty: Ty::Any, format: ResponseFormat::Undescribed, statuses: Vec::new() }
}

/// Returns a union with one variant per status.
fn by_status<'s>(
    lowering: &mut Lowering<'s, '_>,
    operation: &Operation,
    planned: &'s [PlannedResponse],
) -> LoweredResponse {
    let mut variants = Vec::new();
    let mut statuses = Vec::new();
    for response in planned {
        let hint = response.name();
        let naming = Naming::Composed { name: hint.replace("Status", "Response"), meaning: "Response of one status." };
        let context = SchemaContext { naming, direction: Direction::Response, field: "", examples: Vec::new() };
        let ty = match (&response.schema, response.format) {
            (_, ResponseFormat::Text) => Ty::String,
            (Some(schema), ResponseFormat::Json) => {
                let schema = lowering.resolve(schema);
                let lowered = lowering.value(&schema, &context);
                lowered.ty.nullable_if(lowered.nullable)
            }
            (None, ResponseFormat::Json)
            | (
                _,
                ResponseFormat::Empty | ResponseFormat::Undescribed | ResponseFormat::Bytes | ResponseFormat::Events,
            ) => Ty::Any,
        };
        variants.push(Variant { hint, ty, discriminator: None, description: response.description.clone() });
        statuses.push(StatusResponse { statuses: response.statuses, format: response.format });
    }
    let context =
        SchemaContext { naming: Naming::Response, direction: Direction::Response, field: "", examples: Vec::new() };
    let union = TypeKind::Union(Union { variants });
    let ty = lowering.add(&context, Docs::default(), operation.origin.clone(), union);
    LoweredResponse { ty, format: ResponseFormat::Json, statuses }
}

impl PlannedResponse {
    fn name(&self) -> String {
        match self.statuses {
            (first, last) if first == last => format!("Status{first}"),
            _ => "Success".to_owned(),
        }
    }
}
