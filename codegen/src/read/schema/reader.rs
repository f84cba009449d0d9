//! State of a reader of schemas: diagnostics, and the references that it met.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics};

/// Reads schemas and collects their references.
pub struct SchemaReader<'d> {
    diagnostics: &'d mut Diagnostics,
    /// The references met so far.
    references: BTreeSet<String>,
    /// Those whose target is not read yet.
    pending: Vec<String>,
    pub(super) schema_count: usize,
}

impl<'d> SchemaReader<'d> {
    /// Creates a reader that reports to `diagnostics`.
    pub fn new(diagnostics: &'d mut Diagnostics) -> Self {
        Self { diagnostics, references: BTreeSet::new(), pending: Vec::new(), schema_count: 0 }
    }

    /// Adds a diagnostic.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Records a reference, so that its target is read.
    pub(super) fn add_reference(&mut self, reference: &str) {
        if self.references.insert(reference.to_owned()) {
            self.pending.push(reference.to_owned());
        }
    }

    /// Removes a reference whose target is not read yet.
    pub(super) fn next_reference(&mut self) -> Option<String> {
        self.pending.pop()
    }
}
