//! Reader of Apifox project exports: a folder tree of endpoints, shared models and shared responses.
//!
//! References to models are written `#/definitions/<id>` and may cross modules, so all modules are searched. Folder names,
//! test cases and secrets are not read. Endpoints that are not called over HTTP (webhooks, sockets) are
//! skipped with a note.

use std::collections::BTreeMap;

use super::{common_parameters, operation::operation, response::text_or_number, service, shared::SharedParts};
use crate::{
    diagnostic::Diagnostic,
    document::{Cursor, Node},
    read::schema::{LocalReferences, Resolve, SchemaReader},
    spec::Operation,
};

/// Returns whether a document is a project export of the desktop application or of the IDE plug-in.
pub fn recognises(document: &Node) -> bool {
    document.get("apifoxProject").is_some()
        || document.get("apidogProject").is_some()
        || document.get("apiCollection").is_some()
        || document.get("httpCollection").is_some()
}

/// Collections of endpoints that are not called over HTTP.
const OTHER_COLLECTIONS: &[&str] = &[
    "socketCollection",
    "webSocketCollection",
    "socketIOCollection",
    "customEndpointCollection",
    "mcpClientCollection",
];

/// The shared models and responses of a project, by id.
pub struct Project<'a> {
    root: Cursor<'a>,
    models: BTreeMap<String, (Cursor<'a>, String)>,
    responses: BTreeMap<String, Cursor<'a>>,
}

impl<'a> Project<'a> {
    /// Collects the shared models and responses of the project at `root`.
    pub fn new(root: &Cursor<'a>) -> Self {
        let mut project = Self { root: root.clone(), models: BTreeMap::new(), responses: BTreeMap::new() };
        for key in ["schemaCollection", "dataSchemaCollection"] {
            visit_tree(root.get(key), &mut |item| project.add_model(item));
        }
        visit_tree(root.get("responseCollection"), &mut |item| project.add_response(item));
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

impl SharedParts for Project<'_> {
    fn response<'b>(&'b self, id: &str) -> Option<Cursor<'b>> {
        self.responses.get(id).cloned()
    }

    fn root(&self) -> Option<&Cursor<'_>> {
        Some(&self.root)
    }
}

/// `#/definitions/<id>` refers to a model of the project; any other local reference is a JSON pointer, e.g. into a pasted
/// schema with `$defs`.
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
    for kind in OTHER_COLLECTIONS {
        if let Some(other) = root.get(kind).filter(|list| list.items().next().is_some()) {
            let message = format!("`{kind}` contains no HTTP endpoints; skipped");
            reader.report(Diagnostic::note("skipped-kind", &other.origin(), message));
        }
    }
    service::report(reader, root);
    common_parameters::report(reader, root);
    let (mut operations, mut count) = (Vec::new(), 0);
    for key in ["apiCollection", "httpCollection"] {
        visit_tree(root.get(key), &mut |item| {
            let api = item.get("api").or_else(|| Some(item.clone()).filter(|item| item.get("method").is_some()));
            count += usize::from(api.is_some());
            operations.extend(api.and_then(|api| operation(reader, item, &api, project)));
        });
    }
    if count == 0 {
        let message = "the project contains no endpoint: looked through `apiCollection` and `httpCollection`";
        let help = "export the endpoints, not only the data models";
        reader.report(Diagnostic::error("no-operation", &root.origin(), message).help(help));
    }
    operations
}

/// Visits every element of a folder tree in order. Folders nest by `items` or `children`.
fn visit_tree<'a>(list: Option<Cursor<'a>>, visit: &mut dyn FnMut(&Cursor<'a>)) {
    for item in list.into_iter().flat_map(|list| list.items()) {
        visit(&item);
        visit_tree(item.get("items"), visit);
        visit_tree(item.get("children"), visit);
    }
}

fn id(item: &Cursor<'_>) -> Option<String> {
    text_or_number(item, "id")
}
