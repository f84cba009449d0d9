//! Endpoint ids, derived from paths or set with an extension.

use crate::{document::Cursor, origin::Spanned};

/// The key of an operation that sets the id of its endpoint.
const KEY: &str = "x-fal-endpoint-id";

/// Returns the id of the endpoint at a path: its segments, joined by `/`.
pub fn endpoint_id(path: &str) -> String {
    path.split('/').filter(|segment| !segment.is_empty()).collect::<Vec<_>>().join("/")
}

/// Returns the id of the endpoint at a path of any service; that of the path `/` is `root`.
pub(super) fn id_of_path(path: &str) -> String {
    let id = endpoint_id(path);
    if id.is_empty() { "root".to_owned() } else { id }
}

/// Returns the id that an operation declares.
pub(super) fn declared_id(operation: &Cursor<'_>) -> Option<Spanned<String>> {
    let declared = operation.text(KEY)?;
    let value = endpoint_id(&declared.value);
    (!value.is_empty()).then_some(Spanned { value, origin: declared.origin })
}
