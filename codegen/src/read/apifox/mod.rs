//! Apifox's own JSON: an endpoint object, here, and a whole project export, in `project`.
//!
//! An endpoint object is `{name, api: {method, path, requestBody, responses, …}}`, the element of an
//! export's folder tree; `api` alone and the internal API-detail object, which has the same keys, are
//! read too. What Apifox cannot say, the schema of a finished job, stands under `api.result` where an
//! overlay sets it.

mod answer;
mod parameters;
pub mod project;

use super::{
    example, operation_id,
    schema::{Resolve, SchemaReader},
};
use crate::{
    diagnostic::Diagnostic,
    document::{Cursor, Node},
    origin::Sourced,
    spec::{Body, Dialect, Method, Operation},
};

/// Whether a document is one endpoint: `{api: {method, path}}`, or those two at the top.
pub fn recognises(document: &Node) -> bool {
    let is_endpoint = |node: &Node| node.get("method").is_some() && node.get("path").is_some();
    document.get("api").is_some_and(is_endpoint) || is_endpoint(document)
}

/// Reads a document that is one endpoint.
pub fn read(reader: &mut SchemaReader<'_>, document: &Cursor<'_>) -> Vec<Operation> {
    let api = document.get("api").unwrap_or_else(|| document.clone());
    let nothing_shared = NothingShared;
    operation(reader, document, &api, &nothing_shared).into_iter().collect()
}

/// What endpoints of one project share.
pub trait Shared {
    /// The response that an endpoint refers to by id.
    fn response<'a>(&'a self, id: &str) -> Option<Cursor<'a>>;
}

struct NothingShared;

impl Shared for NothingShared {
    fn response<'a>(&'a self, _: &str) -> Option<Cursor<'a>> {
        None
    }
}

/// A page has no models: what it refers to is elsewhere.
impl Resolve for NothingShared {
    fn resolve<'a>(&'a self, _: &str) -> Option<(Cursor<'a>, String)> {
        None
    }
}

/// Reads one endpoint; `None`, with a diagnostic, where it is none that a client could call.
fn operation(
    reader: &mut SchemaReader<'_>,
    wrapper: &Cursor<'_>,
    api: &Cursor<'_>,
    shared: &dyn Shared,
) -> Option<Operation> {
    if let Some(kind) = text(api, "type").filter(|kind| kind != "http") {
        let message = format!("an endpoint of type `{kind}` is not called by clients; it is skipped");
        reader.tell(Diagnostic::note("skipped-kind", &api.origin(), message));
        return None;
    }
    let method = method(reader, api);
    let path = path(reader, api);
    let (method, path) = (method?, path?);
    let body = api.get("requestBody").and_then(|body| self::body(reader, &body));
    let answers = answer::answers(reader, api, shared);
    let result = api.get("result").map(|result| answer::result(reader, &result));
    Some(Operation {
        origin: api.origin(),
        id: Sourced { value: operation_id(&path.value), origin: path.origin },
        method,
        path: path.value,
        dialect: Dialect::Foreign,
        title: text(wrapper, "name").or_else(|| text(api, "name")),
        description: api
            .get("description")
            .and_then(|at| Some(Sourced { value: at.as_str()?.to_owned(), origin: at.origin() }))
            .filter(|description| !description.value.trim().is_empty()),
        category: None,
        deprecated: text(api, "status").is_some_and(|status| status == "deprecated" || status == "obsolete"),
        queue: api.get("queue").and_then(|queue| queue.as_bool()),
        parameters: parameters::read(reader, api),
        body,
        answers,
        result,
    })
}

/// The text of a member, unless it is empty.
fn text(at: &Cursor<'_>, key: &str) -> Option<String> {
    at.get(key)?.as_str().map(str::to_owned).filter(|text| !text.trim().is_empty())
}

fn method(reader: &mut SchemaReader<'_>, api: &Cursor<'_>) -> Option<Method> {
    let at = api.get("method").unwrap_or_else(|| api.clone());
    let method = at.as_str().and_then(Method::parse);
    if method.is_none() {
        let message = match at.as_str() {
            Some(word) => format!("`{word}` is not an HTTP method"),
            None => "the endpoint has no HTTP method".to_owned(),
        };
        let help = "write get, post, put, delete or patch";
        reader.tell(Diagnostic::error("unknown-method", &at.origin(), message).help(help));
    }
    method
}

/// The path without host and query: `https://host/a/b?c=d`, `{{host}}/a/b` and `a/b` are all `/a/b`.
fn path(reader: &mut SchemaReader<'_>, api: &Cursor<'_>) -> Option<Sourced<String>> {
    let at = api.get("path").unwrap_or_else(|| api.clone());
    let written = at.as_str().unwrap_or_default().trim();
    let without_host = match written.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => written.strip_prefix("{{").and_then(|rest| rest.split_once("}}")).map_or(written, |(_, path)| path),
    };
    let path = without_host.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
    if path.is_empty() {
        let message = "the endpoint has no path";
        let help = "write the path below the host, e.g. `/fal-ai/flux-pro/kontext`";
        reader.tell(Diagnostic::error("no-path", &at.origin(), message).help(help));
        return None;
    }
    Some(Sourced { value: format!("/{path}"), origin: at.origin() })
}

/// What is sent; `None` where nothing is.
fn body(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) -> Option<Body> {
    let media = text(at, "mediaType").or_else(|| text(at, "type")).filter(|media| media != "none")?;
    let examples = body_examples(at);
    let examples: Vec<Node> = examples.iter().filter_map(|example| example::parse(reader, example)).collect();
    let schema = match parameters::form(reader, at, &media) {
        Some(form) => Some(form),
        None => example::stated_or_shown(reader, at.get("jsonSchema"), &examples),
    };
    Some(Body { media, schema, examples: example::literals(&examples) })
}

/// The examples of a body, in any of the three generations of Apifox.
fn body_examples<'a>(at: &Cursor<'a>) -> Vec<Cursor<'a>> {
    let newer = at.get("examples").into_iter().flat_map(|list| list.items().filter_map(|item| item.get("value")));
    let older = ["example", "sampleValue"].into_iter().filter_map(|key| at.get(key));
    newer.chain(older).collect()
}
