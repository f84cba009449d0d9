//! State of a reader of schemas: diagnostics, and the references that it met.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics};

/// Reads schemas and collects their references.
pub struct SchemaReader<'d> {
    diagnostics: &'d mut Diagnostics,
    pub(super) references: BTreeSet<String>,
}

impl<'d> SchemaReader<'d> {
    /// Creates a reader that reports to `diagnostics`.
    pub fn new(diagnostics: &'d mut Diagnostics) -> Self {
        Self { diagnostics, references: BTreeSet::new() }
    }

    /// Adds a diagnostic.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Records a reference, so that its target is read.
    pub(super) fn add_reference(&mut self, reference: &str) {
        self.references.insert(reference.to_owned());
    }
}
