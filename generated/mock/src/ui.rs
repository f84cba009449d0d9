//! The user interface at `/`: a form for every endpoint, and the JSON API that the page uses.
//!
//! The page consists of static files in `ui/`, compiled in. It submits jobs to the queue like any other client; the API
//! here only lists endpoints and recorded requests, validates payloads and returns Rust code.

use std::sync::Arc;

use hyper::Method;
use serde_json::{Value, json};

use crate::{
    check::check, endpoint::Endpoint, execute, recorded::RecordedRequest, request::Request, response::Response,
    rust_code::rust_code, state::ServerState,
};

/// Content security policy: the server's own files, and media that results embed as data URIs.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; object-src 'none'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// The files of the page: path below `/_mock/`, content type and content.
const FILES: &[(&str, &str, &str)] = &[
    ("", HTML, include_str!("ui/index.html")),
    ("ui/style.css", CSS, include_str!("ui/style.css")),
    ("ui/form.css", CSS, include_str!("ui/form.css")),
    ("ui/app.js", SCRIPT, include_str!("ui/app.js")),
    ("ui/api.js", SCRIPT, include_str!("ui/api.js")),
    ("ui/control.js", SCRIPT, include_str!("ui/control.js")),
    ("ui/dom.js", SCRIPT, include_str!("ui/dom.js")),
    ("ui/endpoint.js", SCRIPT, include_str!("ui/endpoint.js")),
    ("ui/form.js", SCRIPT, include_str!("ui/form.js")),
    ("ui/group.js", SCRIPT, include_str!("ui/group.js")),
    ("ui/job.js", SCRIPT, include_str!("ui/job.js")),
    ("ui/list.js", SCRIPT, include_str!("ui/list.js")),
    ("ui/result.js", SCRIPT, include_str!("ui/result.js")),
    ("ui/schema.js", SCRIPT, include_str!("ui/schema.js")),
    ("ui/send.js", SCRIPT, include_str!("ui/send.js")),
];

/// Handles a request for the page, one of its files or its API.
pub(crate) fn handle(state: &Arc<ServerState>, request: &Request) -> Response {
    let path = request.path.strip_prefix("_mock").unwrap_or(&request.path).trim_start_matches('/');
    let (first, id) = path.split_once('/').unwrap_or((path, ""));
    let response = match (&request.method, first) {
        (&Method::GET, "endpoints") if id.is_empty() => list(state),
        (&Method::GET, "endpoints") => {
            for_endpoint(state, id, |endpoint| Response::bytes(200, "application/json", endpoint.text.clone()))
        }
        (&Method::GET, "requests") => requests(state),
        (&Method::POST, "check") => {
            for_payload(state, request, id, |endpoint, payload| Response::json(200, &json!(check(endpoint, payload))))
        }
        (&Method::POST, "rust") => for_payload(state, request, id, |endpoint, payload| {
            Response::bytes(200, TEXT, rust_code(endpoint, payload))
        }),
        (&Method::GET, _) => file(path),
        _ => Response::detail(405, "Method Not Allowed"),
    };
    let response = response.header("content-security-policy", POLICY).header("x-content-type-options", "nosniff");
    response.header("cache-control", "no-cache").header("referrer-policy", "no-referrer")
}

fn file(path: &str) -> Response {
    match FILES.iter().find(|(name, _, _)| *name == path) {
        Some((_, kind, text)) => Response::bytes(200, kind, *text),
        // Browsers always request it.
        None if path == "favicon.ico" => Response::bytes(204, "image/x-icon", ""),
        None => Response::no_path(path),
    }
}

/// Lists the endpoints in the order of their ids.
fn list(state: &ServerState) -> Response {
    let summary = |endpoint: &Arc<Endpoint>| {
        json!({
            "id": endpoint.id,
            "title": endpoint.title,
            "category": endpoint.category,
            "deprecated": endpoint.deprecated,
        })
    };
    Response::json(200, &state.endpoints.values().map(summary).collect())
}

fn for_endpoint(state: &ServerState, id: &str, respond: impl FnOnce(&Endpoint) -> Response) -> Response {
    execute::find_endpoint(state, id).map_or_else(|unknown| unknown, |endpoint| respond(&endpoint))
}

fn for_payload(
    state: &ServerState,
    request: &Request,
    id: &str,
    respond: impl FnOnce(&Endpoint, &Value) -> Response,
) -> Response {
    match serde_json::from_slice(&request.body) {
        Ok(payload) => for_endpoint(state, id, |endpoint| respond(endpoint, &payload)),
        Err(error) => Response::detail(400, format!("The body is not valid JSON: {error}")),
    }
}

/// Lists the recorded requests.
fn requests(state: &ServerState) -> Response {
    Response::json(200, &state.requests().iter().map(redacted).collect())
}

/// Returns a recorded request as JSON without the API key.
fn redacted(request: &RecordedRequest) -> Value {
    let headers = request.headers.iter().filter(|(name, _)| *name != "authorization");
    let headers = headers.map(|(name, value)| (name.to_string(), json!(String::from_utf8_lossy(value.as_bytes()))));
    let body = serde_json::from_slice::<Value>(&request.body);
    json!({
        "host": format!("{:?}", request.host).to_lowercase(),
        "method": request.method.as_str(),
        "path": request.path,
        "query": request.query,
        "headers": Value::Object(headers.collect()),
        "body": body.unwrap_or_else(|_| json!({ "bytes": request.body.len() })),
        "status": request.status,
    })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use hyper::{HeaderMap, Uri};

    use super::*;
    use crate::settings::Settings;

    fn state() -> Arc<ServerState> {
        let echo = Endpoint::parse(
            r##"{"id": "acme/echo", "module": "fal_sdk::acme::echo", "transport": {"kind": "queue"}, "response": {},
                "request": {"$ref": "#/$defs/Request"}, "$defs": {"Request": {"type": "object", "properties": {},
                "x-rust": {"kind": "struct"}}}}"##,
        );
        let endpoints = [("acme/echo".to_owned(), Arc::new(echo.unwrap()))].into();
        Arc::new(ServerState::new("http://127.0.0.1:1".to_owned(), endpoints, Settings::default()))
    }

    fn asked(method: Method, path: &str, body: &'static str) -> Response {
        let uri: Uri = path.parse().unwrap();
        handle(&state(), &Request::new(method, &uri, HeaderMap::new(), Bytes::from(body), Settings::default()))
    }

    #[test]
    fn every_file_of_the_page_is_served_with_the_content_security_policy() {
        for (path, _, _) in FILES {
            let response = asked(Method::GET, &format!("/_mock/{path}"), "");
            assert_eq!(response.status(), 200, "{path}");
            assert_eq!(response.inner.headers()["content-security-policy"], POLICY);
        }
        assert_eq!(asked(Method::GET, "/", "").status(), 200);
        assert_eq!(asked(Method::GET, "/_mock/ui/secret.js", "").status(), 404);
    }

    #[test]
    fn every_script_and_stylesheet_is_referenced_by_the_page() {
        let all: String = FILES.iter().map(|(_, _, text)| *text).collect();
        for (path, _, _) in FILES.iter().filter(|(path, _, _)| !path.is_empty()) {
            let name = path.rsplit('/').next().unwrap();
            assert!(all.contains(name), "{name}");
        }
    }

    #[test]
    fn the_api_lists_endpoints_validates_payloads_and_returns_code() {
        assert_eq!(asked(Method::GET, "/_mock/endpoints", "").status(), 200);
        assert_eq!(asked(Method::GET, "/_mock/endpoints/acme/echo", "").status(), 200);
        assert_eq!(asked(Method::GET, "/_mock/endpoints/acme/none", "").status(), 404);
        assert_eq!(asked(Method::POST, "/_mock/check/acme/echo", "{}").status(), 200);
        assert_eq!(asked(Method::POST, "/_mock/rust/acme/echo", "{}").status(), 200);
        assert_eq!(asked(Method::POST, "/_mock/rust/acme/echo", "{").status(), 400);
        assert_eq!(asked(Method::DELETE, "/_mock/requests", "").status(), 405);
    }

    #[test]
    fn recorded_requests_are_listed_without_the_api_key() {
        let headers: HeaderMap = [("authorization", "Key a:b"), ("x-app", "c")]
            .into_iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect::<HeaderMap<hyper::header::HeaderValue>>();
        let uri: Uri = "/queue.fal.run/acme/echo".parse().unwrap();
        let request = Request::new(Method::POST, &uri, headers, Bytes::from("{}"), Settings::default());
        let listed = redacted(&RecordedRequest::new(&request, Some(200)));
        assert_eq!(listed["headers"], json!({ "x-app": "c" }));
        assert_eq!(listed["host"], "queue");
    }
}
