//! Output formats of diagnostics: text, JSON lines, and workflow commands of GitHub Actions.

use clap::ValueEnum;
use fal_codegen::{Diagnostic, Positions, Severity, Source, escape_bidi};

use crate::diagnostics::{ColorChoice, json_line, render};

/// Output format of diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticFormat {
    /// Text with source lines, in color on a terminal.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
    /// Workflow commands, which GitHub shows as annotations of a pull request.
    Github,
}

/// Formats diagnostics.
pub fn format_diagnostics(
    diagnostics: &[Diagnostic],
    sources: &[Source],
    format: DiagnosticFormat,
    color: ColorChoice,
) -> String {
    let positions = Positions::new(sources);
    let formatted = |diagnostic| match format {
        DiagnosticFormat::Text => render(diagnostic, &positions, color) + "\n",
        DiagnosticFormat::Json => escape_bidi(&format!("{}\n", json_line(diagnostic, &positions))),
        DiagnosticFormat::Github => annotation(diagnostic, &positions),
    };
    diagnostics.iter().map(formatted).collect()
}

/// Returns `::error file=spec/…,line=…,col=…,title=…::message`.
fn annotation(diagnostic: &Diagnostic, positions: &Positions<'_>) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let span = &diagnostic.origin.span;
    let position = positions.of(span).map_or_else(String::new, |at| format!(",line={},col={}", at.line, at.column));
    let file = property(&format!("spec/{}", span.file));
    let pointer = Some(diagnostic.origin.pointer.as_str()).filter(|pointer| !pointer.is_empty());
    let lines = [Some(diagnostic.message.as_str()), diagnostic.help.as_deref(), pointer];
    let message = escaped(&lines.into_iter().flatten().collect::<Vec<_>>().join("\n"));
    format!("::{command} file={file}{position},title={}::{message}\n", diagnostic.code)
}

/// Escapes the message, in which a line break would end the command.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, in which `,` and `:` are separators.
fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
