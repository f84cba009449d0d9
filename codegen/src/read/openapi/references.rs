//! Resolution of `$ref` in parameters, request bodies and responses.

use crate::{
    document::Cursor,
    read::schema::{LocalReferences, Resolve},
};

/// A document and its local references.
pub(super) struct ReferenceRoot<'a> {
    pub root: &'a Cursor<'a>,
    references: LocalReferences<'a>,
}

impl<'a> ReferenceRoot<'a> {
    pub fn new(root: &'a Cursor<'a>) -> Self {
        Self { root, references: LocalReferences::new(root.clone()) }
    }

    /// Returns the target of a `$ref`, or the value itself if it has none.
    pub fn resolve(&'a self, at: &Cursor<'a>) -> Cursor<'a> {
        let target = at.get("$ref").and_then(|reference| reference.as_str());
        target.and_then(|target| self.references.resolve(target)).map_or_else(|| at.clone(), |(target, _)| target)
    }
}
