//! One operation of an OpenAPI document: its id, its body, its answers.

use super::{Document, content};
use crate::{
    diagnostic::Diagnostic,
    document::Cursor,
    origin::Sourced,
    read::{belongs_to_client, example, operation_id, schema::SchemaReader, ticket},
    spec::{Answer, Body, Dialect, Method, Operation, Parameter, ParameterLocation},
};

/// The path below an endpoint where its finished job is fetched.
const RESULT: &str = "/requests/{request_id}";

/// The endpoint of one of fal's own documents: the queue around it is the runtime's.
pub(super) fn of_fal(
    reader: &mut SchemaReader<'_>,
    document: &Document<'_>,
    paths: &Cursor<'_>,
    metadata: &Cursor<'_>,
) -> Option<Operation> {
    let posts: Vec<_> = paths.members().filter(|(_, item)| item.get("post").is_some()).collect();
    let stated = metadata.get("endpointId").filter(|id| id.as_str().is_some_and(|id| !id.trim().is_empty()));
    let named = stated.as_ref().and_then(|id| Some(operation_id(id.as_str()?)));
    let (path, item) = posts
        .iter()
        .find(|(path, _)| named.as_deref() == Some(operation_id(path).as_str()))
        .or_else(|| posts.first())
        .or_else(|| {
            let message = "the document has no POST path, so there is nothing to submit";
            reader.tell(Diagnostic::error("no-operation", &paths.origin(), message).help("fetch the document again"));
            None
        })?;
    let id = match (named, stated) {
        (Some(id), Some(at)) => Sourced { value: id, origin: at.origin() },
        _ => Sourced { value: operation_id(path), origin: item.origin() },
    };
    let post = item.get("post")?;
    let mut operation = read(reader, document, &post, Method::Post, path, id);
    operation.dialect = Dialect::Fal;
    operation.queue = Some(true);
    operation.title = title_of(document.root);
    operation.category = text(metadata, "category").map(|category| category.value);
    operation.description = text(metadata, "about");
    operation.answers = Vec::new();
    operation.result = result_of(reader, document, paths, path);
    Some(operation)
}

/// What fal's own documents are called: their endpoint's id once more, and no name.
const NO_NAME: &str = "Queue OpenAPI for ";

/// The name of the model, where the document has one.
fn title_of(root: &Cursor<'_>) -> Option<String> {
    let title = text(&root.get("info")?, "title")?.value;
    (!title.starts_with(NO_NAME)).then_some(title)
}

/// Every operation of a document of others. What follows an endpoint's job is folded into the endpoint.
pub(super) fn of_others(reader: &mut SchemaReader<'_>, document: &Document<'_>, paths: &Cursor<'_>) -> Vec<Operation> {
    let submits = |path: &str| paths.get(path).is_some_and(|item| item.get("post").is_some());
    let mut operations = Vec::new();
    for (path, item) in paths.members() {
        let folded = path.split_once(RESULT).is_some_and(|(endpoint, _)| submits(endpoint));
        if folded {
            let message = format!("`{path}` follows a job; the runtime does that for every endpoint");
            reader.tell(Diagnostic::note("folded-path", &item.origin(), message));
            continue;
        }
        operations.extend(of_path(reader, document, paths, path, &item));
    }
    if operations.is_empty() {
        let message = "the document has no operation that a client could call";
        reader.tell(
            Diagnostic::error("no-operation", &paths.origin(), message)
                .help("export the endpoints themselves, not only their models"),
        );
    }
    operations
}

/// Words of a path item that are no methods.
const NOT_METHODS: &[&str] = &["summary", "description", "servers", "parameters", "$ref", "head", "options", "trace"];

fn of_path(
    reader: &mut SchemaReader<'_>,
    document: &Document<'_>,
    paths: &Cursor<'_>,
    path: &str,
    item: &Cursor<'_>,
) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (word, at) in item.members() {
        if NOT_METHODS.contains(&word) || word.starts_with("x-") {
            continue;
        }
        let Some(method) = Method::parse(word) else {
            let message = format!("`{word}` is not an HTTP method");
            let help = "write get, post, put, delete or patch";
            reader.tell(Diagnostic::error("unknown-method", &at.origin(), message).help(help));
            continue;
        };
        let id = Sourced { value: operation_id(path), origin: at.origin() };
        let mut operation = read(reader, document, &at, method, path, id);
        operation.parameters.extend(parameters(reader, document, item));
        operation.result = result_of(reader, document, paths, path).filter(|_| method == Method::Post);
        operation.queue = stated_queue(document, &at).or(operation.result.is_some().then_some(true));
        operations.push(operation);
    }
    operations
}

/// Whether a server of the document is fal's queue, or the operation itself says so.
fn stated_queue(document: &Document<'_>, operation: &Cursor<'_>) -> Option<bool> {
    let stated = operation.get("x-fal-queue").and_then(|flag| flag.as_bool());
    let servers = document.root.get("servers").into_iter().flat_map(|servers| servers.items());
    let is_queue = |server: Cursor<'_>| {
        server.get("url").and_then(|url| url.as_str().map(|url| url.contains("queue.fal.run"))).unwrap_or(false)
    };
    let mut servers = servers;
    stated.or_else(|| servers.any(is_queue).then_some(true))
}

fn read(
    reader: &mut SchemaReader<'_>,
    document: &Document<'_>,
    at: &Cursor<'_>,
    method: Method,
    path: &str,
    id: Sourced<String>,
) -> Operation {
    Operation {
        origin: at.origin(),
        id,
        method,
        path: format!("/{}", path.trim_matches('/')),
        dialect: Dialect::Foreign,
        title: text(at, "summary").map(|summary| summary.value),
        description: text(at, "description"),
        category: None,
        deprecated: at.get("deprecated").and_then(|flag| flag.as_bool()).unwrap_or(false),
        queue: None,
        parameters: parameters(reader, document, at),
        body: at.get("requestBody").and_then(|body| self::body(reader, document, &body)),
        answers: answers(reader, document, at),
        result: None,
    }
}

fn text(at: &Cursor<'_>, key: &str) -> Option<Sourced<String>> {
    let at = at.get(key)?;
    let value = at.as_str().filter(|text| !text.trim().is_empty())?.to_owned();
    Some(Sourced { value, origin: at.origin() })
}

fn body<'a>(reader: &mut SchemaReader<'_>, document: &'a Document<'a>, at: &Cursor<'a>) -> Option<Body> {
    let at = document.follow(at);
    let (media, content) = content::preferred(&at.get("content")?)?;
    let examples = content::examples(reader, &content);
    Some(Body {
        media,
        schema: example::stated_or_shown(reader, content.get("schema"), &examples),
        examples: example::literals(&examples),
    })
}

/// The answers of success, in the order of the document; Apifox names a second one `x-200:name`.
fn answers<'a>(reader: &mut SchemaReader<'_>, document: &'a Document<'a>, at: &Cursor<'a>) -> Vec<Answer> {
    let Some(responses) = at.get("responses") else { return Vec::new() };
    let mut answers = Vec::new();
    for (code, response) in responses.members() {
        let digits = code.strip_prefix("x-").unwrap_or(code).split(':').next().unwrap_or_default();
        let status = digits.parse::<u16>().ok();
        let success = status.is_some_and(|status| (200..300).contains(&status)) || digits.eq_ignore_ascii_case("2xx");
        if success || code == "default" && responses.members().count() == 1 {
            answers.push(answer(reader, &document.follow(&response), status));
        }
    }
    answers
}

fn answer(reader: &mut SchemaReader<'_>, at: &Cursor<'_>, status: Option<u16>) -> Answer {
    let Some((media, content)) = at.get("content").and_then(|content| content::preferred(&content)) else {
        return ticket::answer(reader, at, None, Vec::new(), status, String::new());
    };
    let examples = content::examples(reader, &content);
    ticket::answer(reader, at, content.get("schema"), examples, status, media)
}

/// What the path of an endpoint's finished job answers.
fn result_of<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a Document<'a>,
    paths: &Cursor<'a>,
    path: &str,
) -> Option<Answer> {
    let get = paths.get(&format!("{path}{RESULT}"))?.get("get")?;
    answers(reader, document, &get).into_iter().next()
}

fn parameters<'a>(reader: &mut SchemaReader<'_>, document: &'a Document<'a>, at: &Cursor<'a>) -> Vec<Parameter> {
    let listed: Vec<_> = at.get("parameters").into_iter().flat_map(|list| list.items()).collect();
    listed.iter().filter_map(|item| parameter(reader, &document.follow(item))).collect()
}

fn parameter(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) -> Option<Parameter> {
    let name = text(at, "name")?;
    let place = match at.get("in").and_then(|place| place.as_str()) {
        Some("path") => ParameterLocation::Path,
        Some("query") => ParameterLocation::Query,
        Some("header") => ParameterLocation::Header,
        Some("cookie") => ParameterLocation::Cookie,
        _ => return None,
    };
    if belongs_to_client(place, &name.value) {
        let message = format!("the client sends `{}` itself; it is not a parameter of the call", name.value);
        reader.tell(Diagnostic::note("folded-parameter", &name.origin, message));
        return None;
    }
    let required =
        place == ParameterLocation::Path || at.get("required").and_then(|flag| flag.as_bool()).unwrap_or(false);
    let mut schema = match at.get("schema") {
        Some(stated) => reader.read(&stated),
        None => crate::spec::Schema::empty(at.origin()),
    };
    schema.description = schema.description.or_else(|| text(at, "description"));
    let sample = at.get("example").filter(|sample| sample.as_str() != Some(""));
    schema.examples.extend(sample.map(|sample| Sourced { value: sample.node().to_literal(), origin: sample.origin() }));
    Some(Parameter { name, place, required, schema })
}
