//! A whole Apifox project export: a tree of folders with endpoints, shared models, shared responses.
//!
//! Models go by `#/definitions/<id>`; a reference may cross modules, so all roots are searched. Folder
//! names, environments, test cases and secrets of the project are not read. Kinds of endpoints that
//! no HTTP client calls (webhooks, sockets) are skipped with a note.

use std::collections::BTreeMap;

use super::{Shared, operation};
use crate::{
    diagnostic::Diagnostic,
    document::{Cursor, Node, Value},
    read::schema::{LocalReferences, Resolve, SchemaReader},
    spec::Operation,
};

/// Whether a document is a project export, of the desktop program or of the IDE plug-in.
pub fn recognises(document: &Node) -> bool {
    document.get("apifoxProject").is_some()
        || document.get("apiCollection").is_some()
        || document.get("httpCollection").is_some()
}

/// Collections that hold nothing an HTTP client calls.
const OTHER_KINDS: &[&str] = &[
    "socketCollection",
    "webSocketCollection",
    "socketIOCollection",
    "customEndpointCollection",
    "mcpClientCollection",
];

/// What the endpoints of a project share, found by id.
pub struct Project<'a> {
    root: Cursor<'a>,
    models: BTreeMap<String, (Cursor<'a>, String)>,
    responses: BTreeMap<String, Cursor<'a>>,
}

impl<'a> Project<'a> {
    /// The shared parts of the project at `root`.
    pub fn new(root: &Cursor<'a>) -> Self {
        let mut project = Self { root: root.clone(), models: BTreeMap::new(), responses: BTreeMap::new() };
        for key in ["schemaCollection", "dataSchemaCollection"] {
            walk(root.get(key), &mut |item| project.add_model(item));
        }
        walk(root.get("responseCollection"), &mut |item| project.add_response(item));
        project
    }

    fn add_model(&mut self, item: &Cursor<'a>) {
        let schema = item.get("schema").and_then(|schema| schema.get("jsonSchema")).or_else(|| item.get("jsonSchema"));
        let name = item.get("name").and_then(|name| name.as_str()).unwrap_or_default();
        if let (Some(id), Some(schema)) = (id(item), schema) {
            self.models.insert(id, (schema, name.to_owned()));
        }
    }

    fn add_response(&mut self, item: &Cursor<'a>) {
        if let (Some(id), true) = (id(item), item.get("code").is_some()) {
            self.responses.insert(id, item.clone());
        }
    }
}

impl Shared for Project<'_> {
    fn response<'b>(&'b self, id: &str) -> Option<Cursor<'b>> {
        self.responses.get(id).cloned()
    }
}

/// `#/definitions/<id>` is a model of the project; any other local reference is a pointer, as where
/// somebody pasted a schema with `$defs`.
impl Resolve for Project<'_> {
    fn resolve<'b>(&'b self, reference: &str) -> Option<(Cursor<'b>, String)> {
        if let Some((schema, name)) = self.models.get(reference) {
            return Some((schema.clone(), name.clone()));
        }
        let local = LocalReferences::new(self.root.clone());
        let (target, name) = local.resolve(reference)?;
        Some((self.root.find(target.pointer())?, name))
    }
}

/// Reads every endpoint of the project at `root`.
pub fn read(reader: &mut SchemaReader<'_>, root: &Cursor<'_>, project: &Project<'_>) -> Vec<Operation> {
    for kind in OTHER_KINDS {
        if let Some(other) = root.get(kind).filter(|list| list.items().next().is_some()) {
            let message = format!("`{kind}` holds no HTTP endpoints; it is skipped");
            reader.tell(Diagnostic::note("skipped-kind", &other.origin(), message));
        }
    }
    let mut operations = Vec::new();
    for key in ["apiCollection", "httpCollection"] {
        walk(root.get(key), &mut |item| {
            let api = item.get("api").or_else(|| Some(item.clone()).filter(|item| item.get("method").is_some()));
            operations.extend(api.and_then(|api| operation(reader, item, &api, project)));
        });
    }
    operations
}

/// Visits every element of a tree of folders, which nest by `items` or `children`, in order.
fn walk<'a>(list: Option<Cursor<'a>>, visit: &mut dyn FnMut(&Cursor<'a>)) {
    for item in list.into_iter().flat_map(|list| list.items()) {
        visit(&item);
        walk(item.get("items"), visit);
        walk(item.get("children"), visit);
    }
}

fn id(item: &Cursor<'_>) -> Option<String> {
    match &item.get("id")?.node().value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}
