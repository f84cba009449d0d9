//! Renders diagnostics as text in the style of rustc, and as JSON.
//!
//! The text has severity, code and message, the location as `file:line:column`, the source lines with carets under
//! the value, its JSON pointer, and help. Files are named relative to `spec/`, so that the output is the same on
//! every machine.

use std::{io::IsTerminal, ops::Range};

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use fal_codegen::{Diagnostic, Positions, Severity};
use serde_json::json;

/// Whether rendered text has ANSI colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorChoice {
    /// Plain text.
    Never,
    /// Text with ANSI escape codes.
    Always,
}

impl ColorChoice {
    /// Returns `Always` if standard error is a terminal.
    pub fn for_stderr() -> Self {
        if std::io::stderr().is_terminal() { Self::Always } else { Self::Never }
    }
}

/// Maximum number of lines shown of a multi-line value.
const MAX_LINES: usize = 3;

/// Maximum number of characters shown of a line.
const WIDTH: usize = 120;

/// Maximum number of bytes considered of a line, before the value and of it.
const LONGEST: usize = 1000;

/// Renders a diagnostic as text that ends in a newline.
pub fn render(diagnostic: &Diagnostic, positions: &Positions<'_>, color: ColorChoice) -> String {
    let title = level(diagnostic.severity).primary_title(&diagnostic.message).id(diagnostic.code);
    let report = [Group::with_title(title).elements(elements(diagnostic, positions))];
    let renderer = match color {
        ColorChoice::Never => Renderer::plain(),
        ColorChoice::Always => Renderer::styled(),
    };
    let text = renderer.term_width(WIDTH).render(&report);
    format!("{}\n", with_column(&text, diagnostic, positions))
}

/// Replaces the column in the location, which the renderer counts from the beginning of the excerpt.
fn with_column(text: &str, diagnostic: &Diagnostic, positions: &Positions<'_>) -> String {
    let span = &diagnostic.origin.span;
    let (Some(position), Some(excerpt)) = (positions.of(span), excerpt(diagnostic, positions)) else {
        return text.to_owned();
    };
    let counted = excerpt.text[..excerpt.marked.start].chars().count() + 1;
    let location = |column: usize| format!("{}:{}:{column}", span.file, position.line);
    text.replacen(&location(counted), &location(position.column), 1)
}

fn excerpt(diagnostic: &Diagnostic, positions: &Positions<'_>) -> Option<Excerpt> {
    let (text, line_start) = positions.text_from_line(&diagnostic.origin.span)?;
    Some(Excerpt::new(text, line_start, &diagnostic.origin.span.range))
}

/// Returns a diagnostic as a JSON object of the report.
pub fn json_line(diagnostic: &Diagnostic, positions: &Positions<'_>) -> serde_json::Value {
    let position = positions.of(&diagnostic.origin.span);
    json!({
        "kind": "diagnostic",
        "file": &*diagnostic.origin.span.file,
        "line": position.map(|position| position.line),
        "column": position.map(|position| position.column),
        "pointer": diagnostic.origin.pointer.as_str(),
        "endpoint": diagnostic.endpoint,
        "severity": diagnostic.severity.as_str(),
        "code": diagnostic.code,
        "message": diagnostic.message,
        "help": diagnostic.help,
    })
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    }
}

/// Returns everything below the title: location, source lines, pointer, endpoint, help.
fn elements<'a>(diagnostic: &'a Diagnostic, positions: &Positions<'_>) -> Vec<Element<'a>> {
    let span = &diagnostic.origin.span;
    let mut elements: Vec<Element<'a>> = Vec::new();
    elements.push(match (positions.of(span), excerpt(diagnostic, positions)) {
        (Some(position), Some(excerpt)) => excerpt.into_snippet(position.line).path(&*span.file).into(),
        _ => Origin::path(&*span.file).into(),
    });
    let facts =
        [("at", diagnostic.origin.pointer.as_str()), ("endpoint", diagnostic.endpoint.as_deref().unwrap_or(""))];
    for (name, fact) in facts.into_iter().filter(|(_, fact)| !fact.is_empty()) {
        elements.push(Level::NOTE.with_name(Some(name)).message(fact).into());
    }
    elements.extend(diagnostic.help.as_deref().map(|help| Level::HELP.message(help).into()));
    elements.extend(target(diagnostic).map(|target| Level::NOTE.with_name(Some("target")).message(target).into()));
    elements
}

/// Returns the JSONPath target of an overlay action, if the help suggests an overlay.
fn target(diagnostic: &Diagnostic) -> Option<String> {
    let pointer = &diagnostic.origin.pointer;
    let remedy = diagnostic.help.as_deref()?.contains("overlay") && !pointer.as_str().is_empty();
    let in_overlay = diagnostic.origin.span.file.contains(".overlay.");
    (remedy && !in_overlay).then(|| pointer.to_json_path())
}

/// Source lines to show.
struct Excerpt {
    text: String,
    /// Byte range to underline.
    marked: Range<usize>,
}

impl Excerpt {
    /// Returns the first lines of a value in a text that begins with the line of the value, at offset `line_start` of its
    /// source. The part on the first line is underlined. Of a long line, only the surroundings of the value are taken.
    fn new(text: &str, line_start: usize, span: &Range<usize>) -> Self {
        let start = floor(text, span.start.saturating_sub(line_start));
        let end = floor(text, span.end.saturating_sub(line_start).max(start).min(start + LONGEST));
        let cut = if start > LONGEST { floor(text, start - LONGEST) } else { 0 };
        let count = text[start..end].matches('\n').count() + 1;
        let lines = text[cut..].lines().take(count.min(MAX_LINES));
        let shown: Vec<&str> =
            lines.enumerate().map(|(index, line)| shorten(line, if index == 0 { end - cut } else { 0 })).collect();
        let first = shown.first().map_or(0, |line| line.len());
        Self { text: shown.join("\n"), marked: (start - cut).min(first)..(end - cut).min(first) }
    }

    fn into_snippet<'a>(self, line: usize) -> Snippet<'a, Annotation<'a>> {
        Snippet::source(self.text).line_start(line).fold(false).annotation(AnnotationKind::Primary.span(self.marked))
    }
}

/// Cuts a line `WIDTH` characters after byte `end`. The renderer cuts the part before the value.
fn shorten(line: &str, end: usize) -> &str {
    let end = floor(line, end);
    let cut = line[end..].char_indices().nth(WIDTH).map_or(line.len(), |(at, _)| end + at);
    &line[..cut]
}

/// Returns the last character boundary at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use fal_codegen::{Origin, Pointer, Source, Span};

    use super::*;

    fn rendered(text: &str, marked: &str) -> String {
        let source = Source::new("acme/boat.json", text);
        let start = text.find(marked).unwrap_or(text.len());
        let span = Span::new(&Arc::from("acme/boat.json"), start..start + marked.len());
        let pointer = Pointer::root().join("size").join("default");
        let diagnostic =
            Diagnostic::error("default-outside-limit", &Origin { span, pointer }, "the default is too large");
        render(&diagnostic.help("correct it in an overlay"), &Positions::new(&[source]), ColorChoice::Never)
    }

    #[test]
    fn text_has_the_format_of_rustc() {
        let expected = "\
error[default-outside-limit]: the default is too large
 --> acme/boat.json:3:23
  |
3 |   \"默认\": 5, \"default\": 21
  |                         ^^
  |
  = at: /size/default
  = help: correct it in an overlay
  = target: $.size.default
";
        assert_eq!(rendered("{\n\n  \"默认\": 5, \"default\": 21\n}", "21"), expected);
    }

    #[test]
    fn long_lines_are_cut_around_the_value() {
        let text = rendered(&format!("[{}\"here\",{}]", "1,".repeat(100_000), "默,".repeat(100_000)), "\"here\"");
        assert!(text.lines().all(|line| line.chars().count() < 160), "{text}");
        assert!(text.contains("\"here\"") && text.contains("^^^^^^") && text.contains(":1:200002"), "{text}");
    }

    #[test]
    fn multi_line_values_show_their_first_lines() {
        let text = rendered("{\n\"a\": [\n  1,\n  2,\n  3\n]\n}", "[\n  1,\n  2,\n  3\n]");
        assert!(text.contains("2 | \"a\": [\n  |      ^\n3 |   1,\n4 |   2,\n"), "{text}");
    }

    #[test]
    fn any_span_can_be_rendered() {
        let source = Source::new("a", "默\r\nx");
        for (start, end) in (0..9).flat_map(|start| (0..9).map(move |end| (start, end))) {
            let span = Span::new(&Arc::from("a"), start..end);
            let diagnostic = Diagnostic::note("x", &Origin { span, pointer: Pointer::root() }, "y");
            assert!(
                render(&diagnostic, &Positions::new(std::slice::from_ref(&source)), ColorChoice::Always).contains("a:")
            );
            assert!(render(&diagnostic, &Positions::new(&[]), ColorChoice::Never).contains('a'));
        }
    }

    #[test]
    fn json_lines_have_the_documented_properties() {
        let span = Span::new(&Arc::from("a.json"), 2..3);
        let diagnostic = Diagnostic::warning("x", &Origin { span, pointer: Pointer::root().join("b") }, "y");
        let line = json_line(&diagnostic, &Positions::new(&[Source::new("a.json", "{\n1}")]));
        let expected = json!({
            "kind": "diagnostic", "file": "a.json", "line": 2, "column": 1, "pointer": "/b", "endpoint": null,
            "severity": "warning", "code": "x", "message": "y", "help": null,
        });
        assert_eq!(line, expected);
    }
}
