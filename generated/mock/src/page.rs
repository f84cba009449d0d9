//! The page at `/`: every endpoint with a form, and what the page asks the server.
//!
//! The page is plain files below `page/`, compiled in; what it knows it asks for here, and jobs it submits to the queue
//! like any other client. Nothing is answered that the payload's own check and code would not say.

use std::sync::Arc;

use hyper::Method;
use serde_json::{Value, json};

use crate::{
    answer::Answer, call::Call, check::check, endpoint::Endpoint, received::Received, rust_code::rust_code,
    state::State, work,
};

/// What the browser may load: the server's own files, and pictures that stand in a result itself.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; object-src 'none'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// The files of the page, by their paths below `/_mock/`.
const FILES: &[(&str, &str, &str)] = &[
    ("", HTML, include_str!("page/index.html")),
    ("page/style.css", CSS, include_str!("page/style.css")),
    ("page/form.css", CSS, include_str!("page/form.css")),
    ("page/app.js", SCRIPT, include_str!("page/app.js")),
    ("page/api.js", SCRIPT, include_str!("page/api.js")),
    ("page/control.js", SCRIPT, include_str!("page/control.js")),
    ("page/dom.js", SCRIPT, include_str!("page/dom.js")),
    ("page/endpoint.js", SCRIPT, include_str!("page/endpoint.js")),
    ("page/form.js", SCRIPT, include_str!("page/form.js")),
    ("page/group.js", SCRIPT, include_str!("page/group.js")),
    ("page/job.js", SCRIPT, include_str!("page/job.js")),
    ("page/list.js", SCRIPT, include_str!("page/list.js")),
    ("page/result.js", SCRIPT, include_str!("page/result.js")),
    ("page/schema.js", SCRIPT, include_str!("page/schema.js")),
    ("page/send.js", SCRIPT, include_str!("page/send.js")),
];

/// Answers a request for the page or one of its parts.
pub(crate) fn answer(state: &Arc<State>, call: &Call) -> Answer {
    let path = call.path.strip_prefix("_mock").unwrap_or(&call.path).trim_start_matches('/');
    let (first, id) = path.split_once('/').unwrap_or((path, ""));
    let answer = match (&call.method, first) {
        (&Method::GET, "endpoints") if id.is_empty() => list(state),
        (&Method::GET, "endpoints") => {
            of(state, id, |endpoint| Answer::bytes(200, "application/json", endpoint.text.clone()))
        }
        (&Method::GET, "requests") => requests(state),
        (&Method::POST, "check") => {
            of_payload(state, call, id, |endpoint, payload| Answer::json(200, &json!(check(endpoint, payload))))
        }
        (&Method::POST, "rust") => {
            of_payload(state, call, id, |endpoint, payload| Answer::bytes(200, TEXT, rust_code(endpoint, payload)))
        }
        (&Method::GET, _) => file(path),
        _ => Answer::detail(405, "Method Not Allowed"),
    };
    let answer = answer.header("content-security-policy", POLICY).header("x-content-type-options", "nosniff");
    answer.header("cache-control", "no-cache").header("referrer-policy", "no-referrer")
}

fn file(path: &str) -> Answer {
    match FILES.iter().find(|(name, _, _)| *name == path) {
        Some((_, kind, text)) => Answer::bytes(200, kind, *text),
        // A browser asks for it whatever the page says.
        None if path == "favicon.ico" => Answer::bytes(204, "image/x-icon", ""),
        None => Answer::no_path(path),
    }
}

/// Every endpoint, in the order of their ids.
fn list(state: &State) -> Answer {
    let told = |endpoint: &Arc<Endpoint>| {
        json!({
            "id": endpoint.id,
            "title": endpoint.title,
            "category": endpoint.category,
            "deprecated": endpoint.deprecated,
        })
    };
    Answer::json(200, &state.endpoints.values().map(told).collect())
}

fn of(state: &State, id: &str, answer: impl FnOnce(&Endpoint) -> Answer) -> Answer {
    work::endpoint(state, id).map_or_else(|unknown| unknown, |endpoint| answer(&endpoint))
}

fn of_payload(state: &State, call: &Call, id: &str, answer: impl FnOnce(&Endpoint, &Value) -> Answer) -> Answer {
    match serde_json::from_slice(&call.body) {
        Ok(payload) => of(state, id, |endpoint| answer(endpoint, &payload)),
        Err(error) => Answer::detail(400, format!("The body is no JSON: {error}")),
    }
}

/// What was received, without the keys.
fn requests(state: &State) -> Answer {
    Answer::json(200, &state.received().iter().map(told).collect())
}

fn told(received: &Received) -> Value {
    let shown = received.headers.iter().filter(|(name, _)| *name != "authorization");
    let headers = shown.map(|(name, value)| (name.to_string(), json!(String::from_utf8_lossy(value.as_bytes()))));
    let body = serde_json::from_slice::<Value>(&received.body);
    json!({
        "host": format!("{:?}", received.host).to_lowercase(),
        "method": received.method.as_str(),
        "path": received.path,
        "query": received.query,
        "headers": Value::Object(headers.collect()),
        "body": body.unwrap_or_else(|_| json!({ "bytes": received.body.len() })),
        "status": received.status,
    })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use hyper::{HeaderMap, Uri};

    use super::*;
    use crate::settings::Settings;

    fn state() -> Arc<State> {
        let echo = Endpoint::parse(
            r##"{"id": "acme/echo", "module": "fal_sdk::acme::echo", "transport": {"kind": "queue"}, "response": {},
                "request": {"$ref": "#/$defs/Request"}, "$defs": {"Request": {"type": "object", "properties": {},
                "x-rust": {"kind": "record"}}}}"##,
        );
        let endpoints = [("acme/echo".to_owned(), Arc::new(echo.unwrap()))].into();
        Arc::new(State::new("http://127.0.0.1:1".to_owned(), endpoints, Settings::default()))
    }

    fn asked(method: Method, path: &str, body: &'static str) -> Answer {
        let uri: Uri = path.parse().unwrap();
        answer(&state(), &Call::new(method, &uri, HeaderMap::new(), Bytes::from(body), Settings::default()))
    }

    #[test]
    fn every_file_of_the_page_is_there_under_its_policy() {
        for (path, _, _) in FILES {
            let answer = asked(Method::GET, &format!("/_mock/{path}"), "");
            assert_eq!(answer.status(), 200, "{path}");
            assert_eq!(answer.response.headers()["content-security-policy"], POLICY);
        }
        assert_eq!(asked(Method::GET, "/", "").status(), 200);
        assert_eq!(asked(Method::GET, "/_mock/page/secret.js", "").status(), 404);
    }

    #[test]
    fn every_script_and_stylesheet_is_reached_from_the_page() {
        let all: String = FILES.iter().map(|(_, _, text)| *text).collect();
        for (path, _, _) in FILES.iter().filter(|(path, _, _)| !path.is_empty()) {
            let name = path.rsplit('/').next().unwrap();
            assert!(all.contains(name), "{name}");
        }
    }

    #[test]
    fn the_page_asks_for_endpoints_checks_and_code() {
        assert_eq!(asked(Method::GET, "/_mock/endpoints", "").status(), 200);
        assert_eq!(asked(Method::GET, "/_mock/endpoints/acme/echo", "").status(), 200);
        assert_eq!(asked(Method::GET, "/_mock/endpoints/acme/none", "").status(), 404);
        assert_eq!(asked(Method::POST, "/_mock/check/acme/echo", "{}").status(), 200);
        assert_eq!(asked(Method::POST, "/_mock/rust/acme/echo", "{}").status(), 200);
        assert_eq!(asked(Method::POST, "/_mock/rust/acme/echo", "{").status(), 400);
        assert_eq!(asked(Method::DELETE, "/_mock/requests", "").status(), 405);
    }

    #[test]
    fn what_was_received_is_told_without_its_key() {
        let headers: HeaderMap = [("authorization", "Key a:b"), ("x-app", "c")]
            .into_iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect::<HeaderMap<hyper::header::HeaderValue>>();
        let uri: Uri = "/queue.fal.run/acme/echo".parse().unwrap();
        let call = Call::new(Method::POST, &uri, headers, Bytes::from("{}"), Settings::default());
        let told = told(&Received::new(&call, Some(200)));
        assert_eq!(told["headers"], json!({ "x-app": "c" }));
        assert_eq!(told["host"], "queue");
    }
}
