//! One endpoint of Apifox: method, path, request body.

use super::{common_parameters, parameters, response, service, shared::SharedParts};
use crate::{
    diagnostic::Diagnostic,
    document::{Cursor, Node},
    origin::Spanned,
    read::{
        endpoint_id::{declared_id, endpoint_id},
        example, known_keys, method,
        path_template::PathTemplate,
        schema::SchemaReader,
    },
    spec::{Body, Dialect, Method, Operation},
};

/// Reads one endpoint. Returns `None`, with a diagnostic, for an endpoint that HTTP clients do not call.
pub(super) fn operation(
    reader: &mut SchemaReader<'_>,
    wrapper: &Cursor<'_>,
    api: &Cursor<'_>,
    shared: &dyn SharedParts,
) -> Option<Operation> {
    if let Some(kind) = api.text("type").filter(|kind| kind.value != "http") {
        let message = format!("an endpoint of type `{}` is not an HTTP endpoint; skipped", kind.value);
        reader.report(Diagnostic::note("skipped-kind", &api.origin(), message));
        return None;
    }
    known_keys::report(reader, api, known_keys::APIFOX_ENDPOINT);
    let (method, path) = (method(reader, api), path(reader, api));
    let (method, path) = (method?, path?);
    let mut parameters = parameters::read(reader, api);
    common_parameters::add(reader, api, shared.root(), &mut parameters);
    for note in path.value.declare_missing(&mut parameters, &path.origin) {
        reader.report(note);
    }
    let status = api.text("status").map(|status| status.value);
    Some(Operation {
        origin: api.origin(),
        id: declared_id(api)
            .unwrap_or_else(|| Spanned { value: endpoint_id(&path.value.readable), origin: path.origin }),
        method,
        path: path.value.path,
        dialect: Dialect::Other,
        title: wrapper.text("name").or_else(|| api.text("name")).map(|name| name.value),
        description: api.text("description"),
        category: None,
        deprecated: matches!(status.as_deref(), Some("deprecated" | "obsolete")),
        service: Some(service::service(reader, api, shared.root())),
        queue: api.get("queue").and_then(|queue| queue.as_bool()),
        body: api.get("requestBody").and_then(|at| body(reader, &at)),
        responses: response::responses(reader, api, shared, is_success),
        errors: response::responses(reader, api, shared, is_error),
        result: api.get("result").map(|result| response::result(reader, &result)),
        parameters,
    })
}

fn is_success(status: Option<u16>) -> bool {
    status.is_none_or(|status| status == 0 || (200..300).contains(&status))
}

fn is_error(status: Option<u16>) -> bool {
    status.is_some_and(|status| (400..600).contains(&status))
}

fn method(reader: &mut SchemaReader<'_>, api: &Cursor<'_>) -> Option<Method> {
    let at = api.get("method").unwrap_or_else(|| api.clone());
    method::parse(at.as_str().unwrap_or_default(), &at).map_err(|diagnostic| reader.report(*diagnostic)).ok()
}

/// Returns the path without its host, e.g. `/a/b` for `https://host/a/b`, `{{host}}/a/b` and `a/b`.
fn path(reader: &mut SchemaReader<'_>, api: &Cursor<'_>) -> Option<Spanned<PathTemplate>> {
    let at = api.get("path").unwrap_or_else(|| api.clone());
    let template = PathTemplate::read(at.as_str().unwrap_or_default());
    if template.path.trim_matches('/').is_empty() {
        let help = "write the path without the host, e.g. `/fal-ai/flux-pro/kontext`";
        reader.report(Diagnostic::error("no-path", &at.origin(), "the endpoint has no path").help(help));
        return None;
    }
    Some(Spanned { value: template, origin: at.origin() })
}

fn body(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) -> Option<Body> {
    known_keys::report(reader, at, known_keys::APIFOX_BODY);
    let media = at.text("mediaType").or_else(|| at.text("type")).map(|media| media.value);
    let media = media.filter(|media| media != "none")?;
    let examples: Vec<Node> = body_examples(at).iter().filter_map(|example| example::parse(reader, example)).collect();
    let schema = match parameters::form(reader, at, &media) {
        Some(form) => Some(form),
        None => example::declared_or_inferred(reader, at.get("jsonSchema"), &examples),
    };
    // Apifox writes `required: false` for bodies that have required properties.
    Some(Body { origin: at.origin(), media, schema, optional: false, examples: example::literals(&examples) })
}

/// Returns the examples of a body, in the format of any of the three generations of Apifox.
fn body_examples<'a>(at: &Cursor<'a>) -> Vec<Cursor<'a>> {
    let newer = at.get("examples").into_iter().flat_map(|list| list.items().filter_map(|item| item.get("value")));
    let older = ["example", "sampleValue"].into_iter().filter_map(|key| at.get(key));
    newer.chain(older).collect()
}
