//! The form in which statements about specifications are told: drawings for people, JSON lines for
//! programs, annotations for GitHub's CI.
//!
//! Drawings and JSON are made in `report`; here is the choice between them, and the annotations.

use clap::ValueEnum;
use fal_codegen::{Diagnostic, Severity, Source};

use crate::report::{Look, draw, json_line};

/// The form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Drawings of the lines, in colour on a terminal.
    #[default]
    Text,
    /// An object per line.
    Json,
    /// Workflow commands that GitHub shows beside the lines of a pull request.
    Github,
}

/// All statements in a form.
pub fn statements(diagnostics: &[Diagnostic], sources: &[Source], format: Format, look: Look) -> String {
    let told = |diagnostic| match format {
        Format::Text => draw(diagnostic, sources, look) + "\n",
        Format::Json => format!("{}\n", json_line(diagnostic, sources)),
        Format::Github => annotation(diagnostic, sources),
    };
    diagnostics.iter().map(told).collect()
}

/// `::error file=spec/…,line=…,col=…,title=…::message`
fn annotation(diagnostic: &Diagnostic, sources: &[Source]) -> String {
    let word = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = &diagnostic.origin.place;
    let source = sources.iter().find(|source| *source.name == *place.file);
    let position = source.map(|source| source.position(place.span.start));
    let position = position.map_or_else(String::new, |at| format!(",line={},col={}", at.line, at.column));
    let file = property(&format!("spec/{}", place.file));
    let pointer = Some(diagnostic.origin.pointer.as_str()).filter(|pointer| !pointer.is_empty());
    let lines = [Some(diagnostic.message.as_str()), diagnostic.help.as_deref(), pointer];
    let message = escaped(&lines.into_iter().flatten().collect::<Vec<_>>().join("\n"));
    format!("::{word} file={file}{position},title={}::{message}\n", diagnostic.code)
}

/// Text after the second `::`: its line breaks would end the command.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property: `,` and `:` would end it.
fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
