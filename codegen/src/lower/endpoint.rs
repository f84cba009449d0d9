//! An operation → an endpoint: how it is called, what goes in, what comes out.

use std::collections::BTreeMap;

use super::{flat::flatten, shape::Lowering};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    http::Method,
    ir::{self, Direction, Endpoint, Naming, Transport, Ty},
    literal::Literal,
    read::TICKET_MEMBERS,
    spec::{Answer, JsonType, Operation, Parameter, Property, Schema, Spec},
};

/// Owners whose endpoints stand behind fal's queue.
const OWNERS: &[&str] = &[
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

pub(super) fn lower(source: &str, spec: &Spec, operation: &Operation, diagnostics: &mut Diagnostics) -> Endpoint {
    let transport = transport(spec, operation, diagnostics);
    let sent = sent(operation, &transport);
    let mut lowering = Lowering::new(source, spec, operation.dialect, diagnostics);
    lowering.is_form = operation.body.as_ref().is_some_and(|body| body.media.starts_with("multipart/"));
    let request = request(&mut lowering, operation, &transport, sent.as_ref());
    let response = response(&mut lowering, operation, &transport);
    let types = lowering.finish();
    Endpoint {
        id: operation.id.value.clone(),
        source: source.to_owned(),
        origin: operation.origin.clone(),
        title: operation.title.clone(),
        description: operation.description.as_ref().map(|description| description.value.clone()),
        category: operation.category.clone(),
        deprecated: operation.deprecated,
        parameters: parameters(operation, &transport)
            .iter()
            .map(|parameter| ir::Parameter { name: parameter.name.value.clone(), location: parameter.place })
            .collect(),
        transport,
        request,
        response,
        types,
        shared: BTreeMap::new(),
    }
}

/// A POST goes through the queue if the document says or shows so, or nothing speaks against it and its
/// path begins with an owner known to stand behind the queue.
fn transport(spec: &Spec, operation: &Operation, diagnostics: &mut Diagnostics) -> Transport {
    let ticket = operation.answers.iter().any(|answer| is_ticket(spec, answer, diagnostics));
    let owner = operation.id.value.split('/').next().unwrap_or_default();
    let own_answer = operation.answers.iter().any(|answer| answer.schema.is_some());
    let templated = operation.path.contains('{');
    let json = operation.body.as_ref().is_none_or(|body| body.media.contains("json"));
    let known_owner = OWNERS.contains(&owner) && !own_answer && !templated && json;
    let queue = operation.method == Method::Post && operation.queue.unwrap_or(ticket || known_owner);
    if queue {
        return Transport::Queue;
    }
    let media = operation.body.as_ref().map(|body| body.media.clone());
    Transport::Direct { method: operation.method, path: operation.path.clone(), media }
}

fn is_ticket(spec: &Spec, answer: &Answer, diagnostics: &mut Diagnostics) -> bool {
    answer.shows_ticket || answer.schema.as_ref().is_some_and(|schema| is_ticket_schema(spec, schema, diagnostics))
}

fn is_ticket_schema(spec: &Spec, schema: &Schema, diagnostics: &mut Diagnostics) -> bool {
    let flat = flatten(schema, spec, diagnostics);
    let has = |name: &str| flat.properties.iter().any(|property| property.name.value == name);
    has("request_id") && TICKET_MEMBERS.iter().any(|member| has(member))
}

/// The parameters that a call takes; the queue's own are the runtime's.
fn parameters<'o>(operation: &'o Operation, transport: &Transport) -> Vec<&'o Parameter> {
    match transport {
        Transport::Queue => Vec::new(),
        Transport::Direct { .. } => operation.parameters.iter().collect(),
    }
}

/// The schema of all that is sent: the body's, and before its members the parameters of an exchange.
fn sent(operation: &Operation, transport: &Transport) -> Option<Schema> {
    let body = operation.body.as_ref().and_then(|body| body.schema.clone());
    let parameters = parameters(operation, transport);
    if parameters.is_empty() {
        return body;
    }
    let mut schema = Schema::empty(operation.origin.clone());
    schema.types.push(JsonType::Object);
    for parameter in parameters {
        schema.properties.push(Property { name: parameter.name.clone(), schema: parameter.schema.clone() });
        schema.required.extend(parameter.required.then(|| parameter.name.clone()));
    }
    schema.all_of.extend(body);
    Some(schema)
}

fn request<'s>(
    lowering: &mut Lowering<'s, '_>,
    operation: &Operation,
    transport: &Transport,
    sent: Option<&'s Schema>,
) -> Option<Ty> {
    let shown: Vec<Literal> =
        operation.body.iter().flat_map(|body| &body.examples).map(|example| example.value.clone()).collect();
    match (sent, transport) {
        (Some(schema), _) => Some(lowering.root(schema, Naming::Request, Direction::Request, &shown)),
        (None, Transport::Direct { .. }) if operation.body.is_none() => None,
        (None, _) => {
            let message = "the document does not describe what is sent; any JSON can be";
            let help = "describe the body with an overlay";
            lowering.tell(Diagnostic::warning("no-request-schema", &operation.origin, message).help(help));
            Some(Ty::Any)
        }
    }
}

/// What the finished job, or the exchange, returns.
fn response<'s>(lowering: &mut Lowering<'s, '_>, operation: &'s Operation, transport: &Transport) -> Ty {
    let queue = *transport == Transport::Queue;
    let answers = operation.result.iter().chain(&operation.answers);
    let mut described = answers.filter_map(|answer| answer.schema.as_ref());
    let schema = described.find(|schema| !(queue && is_ticket_schema(lowering.spec, schema, lowering.diagnostics())));
    if let Some(schema) = schema {
        return lowering.root(schema, Naming::Response, Direction::Response, &[]);
    }
    let message = "the document does not say what the endpoint returns; the response is any JSON";
    let help = "say it with an overlay that sets the result's schema";
    lowering.tell(Diagnostic::note("no-response-schema", &operation.origin, message).help(help));
    Ty::Any
}
