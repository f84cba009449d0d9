//! Diagnostics about specifications.
//!
//! Phases append to one [`Diagnostics`] and continue, so that one run reports every problem. An error means that the
//! specification is rejected; a warning, that something was left out or is not enforced; a note, nothing of either.
//! Rendering for a terminal is up to the program (`xtask`).

use crate::origin::Origin;

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is lost; informational.
    Note,
    /// Something in the specification is left out or not enforced.
    Warning,
    /// The specification is rejected.
    Error,
}

impl Severity {
    /// Returns the lower-case name, as used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A problem at a position of a specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The severity.
    pub severity: Severity,
    /// A stable kebab-case name for the kind of problem, e.g. `default-outside-limit`.
    pub code: &'static str,
    /// The problem, in one sentence.
    pub message: String,
    /// The position.
    pub origin: Origin,
    /// How to fix it.
    pub help: Option<String>,
    /// The id of the endpoint, if known.
    pub endpoint: Option<String>,
}

impl Diagnostic {
    /// Creates an error: the specification is rejected.
    pub fn error(code: &'static str, origin: &Origin, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, origin, message)
    }

    /// Creates a warning: something is left out or not enforced.
    pub fn warning(code: &'static str, origin: &Origin, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, origin, message)
    }

    /// Creates a note.
    pub fn note(code: &'static str, origin: &Origin, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, origin, message)
    }

    fn new(severity: Severity, code: &'static str, origin: &Origin, message: impl Into<String>) -> Self {
        Self { severity, code, message: message.into(), origin: origin.clone(), help: None, endpoint: None }
    }

    /// Adds advice on how to fix the problem.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The diagnostics of all phases, in the order of their creation.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Creates an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Returns whether a specification is rejected.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Sets the endpoint of all diagnostics from index `since` on that have none.
    pub fn attribute(&mut self, since: usize, endpoint: &str) {
        for diagnostic in self.list.iter_mut().skip(since) {
            diagnostic.endpoint.get_or_insert_with(|| endpoint.to_owned());
        }
    }

    /// Returns the number of diagnostics.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns whether there are no diagnostics.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Iterates over the diagnostics.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Returns the diagnostics without duplicates, sorted by file and position.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        let key = |d: &Diagnostic| (d.origin.span.file.clone(), d.origin.span.range.start, d.origin.pointer.clone());
        self.list.sort_by(|a, b| key(a).cmp(&key(b)).then(b.severity.cmp(&a.severity)).then(a.code.cmp(b.code)));
        self.list.dedup();
        self.list
    }
}
