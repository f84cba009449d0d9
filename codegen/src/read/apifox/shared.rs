//! Parts of a project that its endpoints share.

use crate::document::Cursor;

/// Lookup of shared parts by id.
pub(super) trait SharedParts {
    /// Returns the shared response with this id.
    fn response<'a>(&'a self, id: &str) -> Option<Cursor<'a>>;

    /// Returns the root of the project.
    fn root(&self) -> Option<&Cursor<'_>>;
}

/// The shared parts of a document that is one endpoint: none.
pub(super) struct NothingShared;

impl SharedParts for NothingShared {
    fn response<'a>(&'a self, _: &str) -> Option<Cursor<'a>> {
        None
    }

    fn root(&self) -> Option<&Cursor<'_>> {
        None
    }
}
