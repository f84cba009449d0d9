//! A local server with fal's layout: OpenAPI documents of single endpoints, and a paged catalogue.
//!
//! Its content can be changed while it runs, and scripted responses can take precedence, to test how
//! `cargo xtask add` and `sync` handle failures. It is built on [`server`](crate::server).

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};

use crate::server::{Recorded, ScriptedResponse, Server, json as response, raw};

/// The server.
pub struct CatalogueServer {
    server: Server,
    store: Arc<Mutex<CatalogueStore>>,
}

#[derive(Default)]
struct CatalogueStore {
    /// Id → document, or its replacement.
    documents: BTreeMap<String, String>,
    /// Id → responses that precede the document.
    before: BTreeMap<String, VecDeque<ScriptedResponse>>,
    /// Responses that precede a page of the catalogue; `None` is the page itself.
    pages: VecDeque<Option<ScriptedResponse>>,
}

impl Default for CatalogueServer {
    fn default() -> Self {
        let store = Arc::new(Mutex::new(CatalogueStore::default()));
        let (one, all) = (Arc::clone(&store), Arc::clone(&store));
        let server = Server::by_route([
            (
                "GET /api/openapi/queue/openapi.json",
                vec![ScriptedResponse::by(move |request| lock(&one).document(request)).forever()],
            ),
            ("GET /v1/models", vec![ScriptedResponse::by(move |request| lock(&all).page(request)).forever()]),
        ]);
        Self { server, store }
    }
}

impl CatalogueServer {
    /// Starts a server with these documents.
    #[must_use]
    pub fn with(documents: &[(&str, String)]) -> Self {
        let server = Self::default();
        for (id, document) in documents {
            server.put(id, document);
        }
        server
    }

    /// Adds or replaces a document.
    pub fn put(&self, id: &str, document: &str) {
        lock(&self.store).documents.insert(id.to_owned(), document.to_owned());
    }

    /// Removes a document.
    pub fn remove(&self, id: &str) {
        lock(&self.store).documents.remove(id);
    }

    /// Responds like this once before the document of an id.
    pub fn before(&self, id: &str, response: ScriptedResponse) {
        lock(&self.store).before.entry(id.to_owned()).or_default().push_back(response);
    }

    /// Responds like this to the next page requests; `None` is the page itself.
    pub fn pages(&self, responses: impl IntoIterator<Item = Option<ScriptedResponse>>) {
        lock(&self.store).pages.extend(responses);
    }

    /// Arguments that make `cargo xtask` use this server.
    pub fn arguments(&self) -> String {
        format!("--docs-url {0} --api-url {0}", self.server.url())
    }

    /// The server itself.
    pub fn server(&self) -> &Server {
        &self.server
    }
}

fn lock(store: &Mutex<CatalogueStore>) -> MutexGuard<'_, CatalogueStore> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

impl CatalogueStore {
    fn document(&mut self, request: &Recorded) -> ScriptedResponse {
        let id = parameter(request, "endpoint_id").unwrap_or_default();
        if let Some(response) = self.before.get_mut(&id).and_then(VecDeque::pop_front) {
            return response;
        }
        match self.documents.get(&id) {
            Some(document) => raw(200, "application/json", document.as_str()),
            None => response(404, &Value::Null),
        }
    }

    fn page(&mut self, request: &Recorded) -> ScriptedResponse {
        if let Some(Some(response)) = self.pages.pop_front() {
            return response;
        }
        let number = |name| parameter(request, name).and_then(|value| value.parse::<usize>().ok());
        let (limit, start) = (number("limit").unwrap_or(50), number("cursor").unwrap_or(0));
        let words = parameter(request, "q").unwrap_or_default();
        let found: Vec<_> =
            self.documents.iter().filter(|(id, _)| words.split("%20").all(|w| id.contains(w))).collect();
        let expand = parameter(request, "expand").is_some();
        let models: Vec<String> =
            found.iter().skip(start).take(limit).map(|(id, text)| model(id, text, expand)).collect();
        let more = start + limit < found.len();
        let next = if more { json!((start + limit).to_string()) } else { Value::Null };
        let page = format!(r#"{{"models": [{}], "next_cursor": {next}, "has_more": {more}}}"#, models.join(", "));
        raw(200, "application/json", page)
    }
}

/// An entry of the catalogue. The document is inserted as text, so that its numbers stay as written.
fn model(id: &str, document: &str, expand: bool) -> String {
    let document = if expand { format!(r#", "openapi": {document}"#) } else { String::new() };
    format!(r#"{{"endpoint_id": "{id}", "metadata": {{"display_name": "A boat"}}{document}}}"#)
}

fn parameter(request: &Recorded, name: &str) -> Option<String> {
    let (_, query) = request.target.split_once('?')?;
    query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, v)| v.to_owned())
}

/// A document in fal's layout, on one line, whose request has these properties.
pub fn document(id: &str, properties: &str) -> String {
    let schema = r##"{"content": {"application/json": {"schema": {"$ref": "#/components/schemas/"##;
    format!(
        r#"{{"openapi": "3.0.4", "info": {{"title": "Queue OpenAPI for {id}", "version": "1.0.0",
"x-fal-metadata": {{"endpointId": "{id}", "category": "boats"}}}},
"components": {{"schemas": {{"In": {{"type": "object", "properties": {{{properties}}}}},
"Out": {{"type": "object", "properties": {{"speed": {{"type": "number"}}}}, "required": ["speed"]}}}}}},
"paths": {{"/{id}": {{"post": {{"requestBody": {schema}In"}}}}}}}}}}}},
"/{id}/requests/{{request_id}}": {{"get": {{"responses": {{"200": {schema}Out"}}}}}}}}}}}}}}}},
"servers": [{{"url": "https://queue.fal.run"}}]}}"#
    )
}
