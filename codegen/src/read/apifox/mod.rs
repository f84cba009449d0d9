//! Reader of Apifox's own JSON: an endpoint object, or a whole project export (`project`).
//!
//! An endpoint object is `{name, api: {method, path, requestBody, responses, …}}`, as in the folder tree of an export. The
//! value of `api` alone, and the object of the internal API-detail request, which has the same keys, are read too.
//! Apifox has no field for the result of a job; an overlay adds it as `api.result`.

mod common_parameters;
mod operation;
mod parameters;
pub mod project;
mod response;
mod service;
mod shared;

use super::schema::SchemaReader;
use crate::{
    document::{Cursor, Node},
    spec::Operation,
};
use shared::NothingShared;

/// Returns whether a document is one endpoint: `{api: {method, path}}`, or `method` and `path` at the top level.
pub fn recognises(document: &Node) -> bool {
    let is_endpoint = |node: &Node| node.get("method").is_some() && node.get("path").is_some();
    document.get("api").is_some_and(is_endpoint) || is_endpoint(document)
}

/// Reads a document that is one endpoint.
pub fn read(reader: &mut SchemaReader<'_>, document: &Cursor<'_>) -> Vec<Operation> {
    let api = document.get("api").unwrap_or_else(|| document.clone());
    operation::operation(reader, document, &api, &NothingShared).into_iter().collect()
}
