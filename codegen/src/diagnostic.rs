//! What the generator has to say about a specification, each statement with its place.
//!
//! Phases push into one [`Diagnostics`] and go on, so that one run shows every problem. A
//! diagnostic of severity [`Severity::Error`] means that the specification is refused; a warning
//! means that something was left out or not enforced, and says what; a note only informs.
//! How a diagnostic is drawn on a screen is the business of the program (`xtask`), not of this crate.

use crate::origin::Origin;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is lost; worth knowing.
    Note,
    /// Something of the specification was left out or not enforced.
    Warning,
    /// The specification is refused.
    Error,
}

impl Severity {
    /// The word that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One statement about one place of one specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// A stable kebab-case word for the kind of problem, e.g. `default-outside-limit`.
    pub code: &'static str,
    /// What is the case, in one sentence.
    pub message: String,
    /// Where.
    pub origin: Origin,
    /// What to do about it.
    pub help: Option<String>,
    /// The endpoint that is concerned, where that is known.
    pub endpoint: Option<String>,
}

impl Diagnostic {
    /// The specification at `origin` is refused because of `message`.
    pub fn error(code: &'static str, origin: &Origin, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, origin, message)
    }

    /// Something at `origin` is left out or not enforced.
    pub fn warning(code: &'static str, origin: &Origin, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, origin, message)
    }

    /// Something at `origin` is worth knowing.
    pub fn note(code: &'static str, origin: &Origin, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, origin, message)
    }

    fn new(severity: Severity, code: &'static str, origin: &Origin, message: impl Into<String>) -> Self {
        Self { severity, code, message: message.into(), origin: origin.clone(), help: None, endpoint: None }
    }

    /// The same with advice on what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Everything that the phases had to say, in the order in which they said it.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// No statements yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a statement.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Whether a specification has been refused.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Names the endpoint in the statements made since there were `since` of them.
    pub fn attribute(&mut self, since: usize, endpoint: &str) {
        for diagnostic in self.list.iter_mut().skip(since) {
            diagnostic.endpoint.get_or_insert_with(|| endpoint.to_owned());
        }
    }

    /// How many statements there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are no statements.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The statements so far.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// The statements, each once, by file and place.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        let key = |d: &Diagnostic| (d.origin.span.file.clone(), d.origin.span.range.start, d.origin.pointer.clone());
        self.list.sort_by(|a, b| key(a).cmp(&key(b)).then(b.severity.cmp(&a.severity)).then(a.code.cmp(b.code)));
        self.list.dedup();
        self.list
    }
}
