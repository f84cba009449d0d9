//! The operations of an OpenAPI document: id, request body, responses.

use super::{
    content,
    parameter::parameters,
    references::ReferenceRoot,
    response,
    service::{self, ServerOfOperation},
    swagger,
};
use crate::{
    diagnostic::Diagnostic,
    document::Cursor,
    origin::Spanned,
    read::{
        endpoint_id::{declared_id, endpoint_id, id_of_path},
        example, known_keys, method,
        path_template::PathTemplate,
        schema::SchemaReader,
    },
    service::Service,
    spec::{Body, Dialect, Method, Operation, Parameter, Response},
};

/// The path suffix of the request that fetches the result of a job.
const RESULT: &str = "/requests/{request_id}";

/// Reads the endpoint of a document of fal. The paths of the queue are handled by the runtime.
pub(super) fn of_fal(
    reader: &mut SchemaReader<'_>,
    document: &ReferenceRoot<'_>,
    paths: &Cursor<'_>,
    metadata: &Cursor<'_>,
) -> Option<Operation> {
    let declared = metadata.text("endpointId").map(|id| Spanned { value: endpoint_id(&id.value), origin: id.origin });
    let Some((path, item)) = submitting_path(paths, declared.as_ref()) else {
        let message = "the document has no POST operation, so there is no endpoint to generate";
        reader.report(Diagnostic::error("no-operation", &paths.origin(), message).help("fetch the document again"));
        return None;
    };
    if let Some(named) = declared.as_ref().filter(|named| named.value != endpoint_id(path)) {
        let message = format!("the id `{}` is not the path `{path}`; calls go to the id", named.value);
        let help = "correct one of the two with an overlay";
        reader.report(Diagnostic::warning("id-and-path-differ", &named.origin, message).help(help));
    }
    let id = declared.unwrap_or_else(|| Spanned { value: endpoint_id(path), origin: item.origin() });
    let post = item.get("post")?;
    let operation = read(reader, document, &post, Method::Post, &PathTemplate::read(path).path, id);
    Some(Operation {
        dialect: Dialect::Fal,
        queue: Some(true),
        title: title_of(document.root),
        category: metadata.text("category").map(|category| category.value),
        description: metadata.text("about"),
        responses: Vec::new(),
        result: result_of(reader, document, paths, path),
        ..operation
    })
}

/// Returns the path that submits jobs: the one of the endpoint's id, else the first with a POST operation.
fn submitting_path<'a>(paths: &Cursor<'a>, id: Option<&Spanned<String>>) -> Option<(&'a str, Cursor<'a>)> {
    let mut posts = paths.entries().filter(|(_, item)| item.get("post").is_some());
    let first = posts.next()?;
    let is_named = |path: &str| id.is_some_and(|id| id.value == endpoint_id(path));
    if is_named(first.0) { Some(first) } else { posts.find(|(path, _)| is_named(path)).or(Some(first)) }
}

/// The beginning of the titles that fal generates from the endpoint id.
const GENERATED_TITLE: &str = "Queue OpenAPI for ";

/// Returns the name of the model, if the title contains more than the endpoint id.
fn title_of(root: &Cursor<'_>) -> Option<String> {
    let title = root.get("info")?.text("title")?.value;
    (!title.starts_with(GENERATED_TITLE)).then_some(title)
}

/// Reads every operation of any other document. Paths that fetch the result of a job are part of the job's endpoint.
pub(super) fn all(reader: &mut SchemaReader<'_>, document: &ReferenceRoot<'_>, paths: &Cursor<'_>) -> Vec<Operation> {
    service::report(reader, document.root);
    let submits = |path: &str| paths.get(path).is_some_and(|item| item.get("post").is_some());
    let mut operations = Vec::new();
    for (path, item) in paths.entries() {
        let folded = path.split_once(RESULT).is_some_and(|(endpoint, _)| submits(endpoint));
        if folded {
            let message = format!("`{path}` fetches the result of a job; the runtime does this for every endpoint");
            reader.report(Diagnostic::note("folded-path", &item.origin(), message));
            continue;
        }
        for item in path_items(document, item) {
            operations.extend(of_path(reader, document, paths, path, &item));
        }
    }
    if operations.is_empty() {
        let message = "the document has no operation that a client can call";
        reader.report(
            Diagnostic::error("no-operation", &paths.origin(), message)
                .help("export the endpoints, not only their schemas"),
        );
    }
    operations
}

/// Returns a path item, and the one that it refers to.
fn path_items<'a>(document: &'a ReferenceRoot<'a>, item: Cursor<'a>) -> Vec<Cursor<'a>> {
    let target = item.get("$ref").map(|_| document.resolve(&item)).filter(|target| target.origin() != item.origin());
    target.into_iter().chain([item]).collect()
}

/// Keys of a path item that are not methods.
const IGNORED_KEYS: &[&str] = &["summary", "description", "servers", "parameters", "$ref"];

/// Reads the operations of a path item.
fn of_path(
    reader: &mut SchemaReader<'_>,
    document: &ReferenceRoot<'_>,
    paths: &Cursor<'_>,
    path: &str,
    item: &Cursor<'_>,
) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (word, at) in item.entries().filter(|(key, _)| !IGNORED_KEYS.contains(key) && !key.starts_with("x-")) {
        known_keys::report(reader, &at, known_keys::OPERATION);
        match method::parse(word, &at) {
            Ok(method) => {
                let operation = of_method(reader, document, (path, item), (method, &at));
                let result = result_of(reader, document, paths, path).filter(|_| method == Method::Post);
                let queue = declared_queue(document, &at).or(result.is_some().then_some(true));
                operations.push(Operation { queue, result, ..operation });
            }
            Err(diagnostic) => reader.report(*diagnostic),
        }
    }
    operations
}

/// Reads the operation of one method of a path item.
fn of_method(
    reader: &mut SchemaReader<'_>,
    document: &ReferenceRoot<'_>,
    (path, item): (&str, &Cursor<'_>),
    (method, at): (Method, &Cursor<'_>),
) -> Operation {
    let template = PathTemplate::read(path);
    let id = declared_id(at).unwrap_or_else(|| Spanned { value: id_of_path(&template.readable), origin: at.origin() });
    let mut operation = read(reader, document, at, method, &template.path, id);
    if swagger::is_swagger(document.root) {
        operation.body = swagger::body(reader, document, item, at);
    }
    add_shared_parameters(&mut operation, parameters(reader, document, item));
    for note in template.declare_missing(&mut operation.parameters, &at.origin()) {
        reader.report(note);
    }
    set_server(&mut operation, template, service::of_operation(reader, document, item, at));
    operation.errors = response::errors(reader, document, at);
    operation
}

/// Adds the parameters of the path item; those of the operation take precedence.
fn add_shared_parameters(operation: &mut Operation, mut shared: Vec<Parameter>) {
    let is_same =
        |own: &Parameter, other: &Parameter| own.name.value == other.name.value && own.location == other.location;
    shared.retain(|shared| !operation.parameters.iter().any(|own| is_same(own, shared)));
    operation.parameters.extend(shared);
}

/// Sets the server: that of an absolute URL, or the one that the document names.
fn set_server(operation: &mut Operation, template: PathTemplate, server: ServerOfOperation) {
    if let Some(url) = template.server {
        operation.service = Some(Service::new(Some(url), "", server.service.security));
    } else {
        operation.path.insert_str(0, &server.path);
        operation.service = Some(server.service);
    }
}

/// Returns whether the operation goes through fal's queue, from `x-fal-queue` or from the server URLs.
fn declared_queue(document: &ReferenceRoot<'_>, operation: &Cursor<'_>) -> Option<bool> {
    let declared = operation.get("x-fal-queue").and_then(|flag| flag.as_bool());
    let mut servers = document.root.get("servers").into_iter().flat_map(|servers| servers.items());
    let is_queue = |server: Cursor<'_>| server.text("url").is_some_and(|url| url.value.contains("queue.fal.run"));
    declared.or_else(|| servers.any(is_queue).then_some(true))
}

fn read(
    reader: &mut SchemaReader<'_>,
    document: &ReferenceRoot<'_>,
    at: &Cursor<'_>,
    method: Method,
    path: &str,
    id: Spanned<String>,
) -> Operation {
    Operation {
        origin: at.origin(),
        id,
        method,
        path: path.to_owned(),
        dialect: Dialect::Other,
        title: at.text("summary").map(|summary| summary.value),
        description: at.text("description"),
        category: None,
        deprecated: at.is_true("deprecated"),
        queue: None,
        service: None,
        parameters: parameters(reader, document, at),
        body: at.get("requestBody").and_then(|body| self::body(reader, document, &body)),
        responses: response::successes(reader, document, at),
        errors: Vec::new(),
        result: None,
    }
}

fn body<'a>(reader: &mut SchemaReader<'_>, document: &'a ReferenceRoot<'a>, at: &Cursor<'a>) -> Option<Body> {
    let at = document.resolve(at);
    known_keys::report(reader, &at, known_keys::CONTENT);
    let (media, content) = content::preferred(reader, &at.get("content")?)?;
    let examples = content::examples(reader, &content);
    Some(Body {
        origin: at.origin(),
        media,
        schema: example::declared_or_inferred(reader, content.get("schema"), &examples),
        optional: at.get("required").and_then(|flag| flag.as_bool()) == Some(false),
        examples: example::literals(&examples),
    })
}

/// Returns the response of the path that fetches the result of a job.
fn result_of<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a ReferenceRoot<'a>,
    paths: &Cursor<'a>,
    path: &str,
) -> Option<Response> {
    let get = paths.get(&format!("{path}{RESULT}"))?.get("get")?;
    response::successes(reader, document, &get).into_iter().next()
}
