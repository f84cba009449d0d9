//! Operations: how an endpoint is called, what it takes and what it returns.

use std::collections::BTreeMap;

use super::{
    context::Lowering,
    request::{self, PlannedRequest},
    resolve::resolve,
    response::{self, LoweredResponse},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    http::{Method, ParameterLocation},
    ir::{CallKind, Direction, Endpoint, Naming, ResponseFormat, Ty},
    literal::Literal,
    read::SUBMIT_RESPONSE_FIELDS,
    spec::{Operation, Response, Schema, Spec},
};

/// Owners whose endpoints are called through fal's queue.
const QUEUE_OWNERS: &[&str] = &[
    "fal-ai",
    "alibaba",
    "bria",
    "bytedance",
    "decart",
    "ideogram",
    "minimax",
    "moonvalley",
    "openrouter",
    "resemble-ai",
    "rundiffusion-fal",
    "sonilo",
    "veed",
    "wan",
    "xai",
];

/// Lowers an operation of the specification called `source`.
pub(super) fn lower(source: &str, spec: &Spec, operation: &Operation, diagnostics: &mut Diagnostics) -> Endpoint {
    let (transport, planned) = if is_queue(spec, operation, diagnostics) {
        report_parameters(operation, diagnostics);
        (CallKind::Queue, PlannedRequest::of_queue(operation))
    } else {
        let planned = request::plan(spec, operation, diagnostics);
        (planned.call(operation), planned)
    };
    let planned_response = response::plan(operation, diagnostics);
    let errors = response::error_schema(operation).filter(|_| transport != CallKind::Queue);
    let mut lowering = Lowering::new(source, spec, operation.dialect, diagnostics);
    lowering.is_form = operation.body.as_ref().is_some_and(|body| request::has_files(&body.media));
    let request = request_type(&mut lowering, operation, &transport, planned.schema.as_ref());
    let response = match &transport {
        CallKind::Queue => queue_response(&mut lowering, operation),
        CallKind::Direct { .. } => response::lower(&mut lowering, operation, &planned_response),
    };
    let error = errors.as_ref().and_then(|errors| response::lower_errors(&mut lowering, errors));
    let types = lowering.finish();
    Endpoint {
        id: operation.id.value.clone(),
        source: source.to_owned(),
        origin: operation.origin.clone(),
        title: operation.title.clone(),
        description: operation.description.as_ref().map(|description| description.value.clone()),
        category: operation.category.clone(),
        deprecated: operation.deprecated,
        parameters: planned.parameters,
        service: operation.service.clone().filter(|_| transport != CallKind::Queue),
        transport,
        request,
        response: response.ty,
        error,
        format: response.format,
        statuses: response.statuses,
        types,
        shared: BTreeMap::new(),
    }
}

/// Returns whether an endpoint is called through the queue. A POST is if the document says so or shows a submit response,
/// or if nothing contradicts it and the owner is known to use the queue.
fn is_queue(spec: &Spec, operation: &Operation, diagnostics: &mut Diagnostics) -> bool {
    let shows_queue = operation.responses.iter().any(|response| is_submit_response(spec, response, diagnostics));
    let owner = operation.id.value.split('/').next().unwrap_or_default();
    let describes_response = operation.responses.iter().any(|response| response.schema.is_some());
    let has_path_parameters = operation.path.contains('{');
    let is_json = operation.body.as_ref().is_none_or(|body| body.media.contains("json"));
    let is_known = QUEUE_OWNERS.contains(&owner) && !describes_response && !has_path_parameters && is_json;
    operation.method == Method::Post && operation.queue.unwrap_or(shows_queue || is_known)
}

fn is_submit_response(spec: &Spec, response: &Response, diagnostics: &mut Diagnostics) -> bool {
    let has_schema = |schema: &Schema| is_submit_response_schema(spec, schema, diagnostics);
    response.is_submit_response || response.schema.as_ref().is_some_and(has_schema)
}

/// Reports the parameters of an operation of the queue, whose requests consist of a body.
fn report_parameters(operation: &Operation, diagnostics: &mut Diagnostics) {
    for parameter in &operation.parameters {
        let name = &parameter.name.value;
        let message = format!("requests to the queue have no parameters; `{name}` is not sent");
        let help = match parameter.location {
            ParameterLocation::Header => "set it with `header` on the call",
            ParameterLocation::Path | ParameterLocation::Query | ParameterLocation::Cookie => {
                "if it is no endpoint of the queue, add `x-fal-queue: false` with an overlay"
            }
        };
        diagnostics.push(Diagnostic::warning("parameter-not-sent", &parameter.name.origin, message).help(help));
    }
}

fn is_submit_response_schema(spec: &Spec, schema: &Schema, diagnostics: &mut Diagnostics) -> bool {
    let schema = resolve(schema, spec, diagnostics);
    let has = |name: &str| schema.property(name).is_some();
    has("request_id") && SUBMIT_RESPONSE_FIELDS.iter().any(|field| has(field))
}

fn request_type<'s>(
    lowering: &mut Lowering<'s, '_>,
    operation: &Operation,
    transport: &CallKind,
    schema: Option<&'s Schema>,
) -> Option<Ty> {
    let examples = operation.body.iter().flat_map(|body| &body.examples);
    let examples: Vec<Literal> = examples.map(|example| example.value.clone()).collect();
    match (schema, transport) {
        (Some(schema), _) => Some(lowering.root(schema, Naming::Request, Direction::Request, &examples)),
        (None, CallKind::Direct { .. }) if operation.body.is_none() => None,
        (None, CallKind::Direct { .. } | CallKind::Queue) => {
            let message = "the request body has no schema; accepting any JSON";
            let help = "describe the body with an overlay";
            lowering.report(Diagnostic::warning("no-request-schema", &operation.origin, message).help(help));
            Some(Ty::Any)
        }
    }
}

/// Returns the type of the finished job's result.
fn queue_response<'s>(lowering: &mut Lowering<'s, '_>, operation: &'s Operation) -> LoweredResponse {
    let responses = operation.result.iter().chain(&operation.responses);
    let mut schemas = responses.filter_map(|response| response.schema.as_ref());
    let is_result = |schema: &&Schema| !is_submit_response_schema(lowering.spec, schema, lowering.diagnostics());
    if let Some(schema) = schemas.find(is_result) {
        let ty = lowering.root(schema, Naming::Response, Direction::Response, &[]);
        return LoweredResponse { ty, format: ResponseFormat::Json, statuses: Vec::new() };
    }
    response::undescribed(lowering, &operation.origin)
}
