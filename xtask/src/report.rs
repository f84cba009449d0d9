//! Diagnostics on a screen, in the look of rustc, and as lines of JSON.
//!
//! A drawing shows severity, code and message, the place as `file:line:column`, the lines that the
//! diagnostic is about with carets under the value, the JSON pointer to it, and what to do. Files
//! are named as the generator names them, below `spec/`: no path of the machine is ever shown. What
//! is said about a specification is decided in `fal_codegen`; here it is only drawn.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use fal_codegen::{Diagnostic, Position, Severity, Source};
use serde_json::json;

/// How a diagnostic is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Only text.
    Plain,
    /// With the colours of a terminal.
    Colour,
}

/// How many lines are shown of a value that goes over several.
const MOST_LINES: usize = 3;

/// How many characters of a long line are shown.
const WIDTH: usize = 120;

/// The drawing of a diagnostic, with a line break at its end.
pub fn draw(diagnostic: &Diagnostic, sources: &[Source], look: Look) -> String {
    let title = level(diagnostic.severity).primary_title(&diagnostic.message).id(diagnostic.code);
    let report = [Group::with_title(title).elements(elements(diagnostic, sources))];
    let renderer = match look {
        Look::Plain => Renderer::plain(),
        Look::Colour => Renderer::styled(),
    };
    format!("{}\n", renderer.term_width(WIDTH).render(&report))
}

/// A diagnostic as one object of a report in JSON lines.
pub fn json_line(diagnostic: &Diagnostic, sources: &[Source]) -> serde_json::Value {
    let position = source_of(diagnostic, sources).map(|source| position(diagnostic, source));
    json!({
        "kind": "diagnostic",
        "file": &*diagnostic.origin.place.file,
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

fn source_of<'s>(diagnostic: &Diagnostic, sources: &'s [Source]) -> Option<&'s Source> {
    sources.iter().find(|source| *source.name == *diagnostic.origin.place.file)
}

fn position(diagnostic: &Diagnostic, source: &Source) -> Position {
    source.position(diagnostic.origin.place.span.start)
}

/// Everything below the title, from the place down to the advice.
fn elements<'a>(diagnostic: &'a Diagnostic, sources: &[Source]) -> Vec<Element<'a>> {
    let place = &diagnostic.origin.place;
    let mut elements: Vec<Element<'a>> = Vec::new();
    let source = source_of(diagnostic, sources);
    elements.push(match source.map(|source| (source.text_lossy(), position(diagnostic, source))) {
        Some((text, position)) => Excerpt::of(text, &place.span).into_snippet(position.line).path(&*place.file).into(),
        None => Origin::path(&*place.file).into(),
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

/// Where an overlay would have to aim, if one is the remedy.
fn target(diagnostic: &Diagnostic) -> Option<String> {
    let pointer = &diagnostic.origin.pointer;
    let remedy = diagnostic.help.as_deref()?.contains("overlay") && !pointer.as_str().is_empty();
    let in_overlay = diagnostic.origin.place.file.contains(".overlay.");
    (remedy && !in_overlay).then(|| pointer.to_json_path())
}

/// The lines to show, and the bytes of them to underline.
struct Excerpt {
    text: String,
    marked: Range<usize>,
}

impl Excerpt {
    /// The first lines of a value without what lies far behind it; its first line is underlined.
    fn of(text: &str, span: &Range<usize>) -> Self {
        let (start, end) = (floor(text, span.start), floor(text, span.end.max(span.start)));
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let count = text[start..end].matches('\n').count() + 1;
        let lines = text[line_start..].lines().take(count.min(MOST_LINES));
        let shown: Vec<&str> = lines
            .enumerate()
            .map(|(index, line)| shorten(line, if index == 0 { end - line_start } else { 0 }))
            .collect();
        let first = shown.first().map_or(0, |line| line.len());
        Self { text: shown.join("\n"), marked: (start - line_start).min(first)..(end - line_start).min(first) }
    }

    fn into_snippet<'a>(self, line: usize) -> Snippet<'a, Annotation<'a>> {
        Snippet::source(self.text).line_start(line).fold(false).annotation(AnnotationKind::Primary.span(self.marked))
    }
}

/// A line up to `WIDTH` characters behind its byte `end`; the renderer cuts what lies before.
fn shorten(line: &str, end: usize) -> &str {
    let end = floor(line, end);
    let behind = line[end..].char_indices().nth(WIDTH).map_or(line.len(), |(at, _)| end + at);
    &line[..behind]
}

/// The last character boundary that is not behind `offset`.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use fal_codegen::{Origin, Place, Pointer};

    use super::*;

    fn drawn(text: &str, marked: &str) -> String {
        let source = Source::new("acme/boat.json", text);
        let start = text.find(marked).unwrap_or(text.len());
        let place = Place::new(&Arc::from("acme/boat.json"), start..start + marked.len());
        let pointer = Pointer::root().join("size").join("default");
        let fault = Diagnostic::error("default-outside-limit", &Origin { place, pointer }, "the default is too large");
        draw(&fault.help("correct it in an overlay"), &[source], Look::Plain)
    }

    #[test]
    fn a_diagnostic_looks_like_one_of_rustc() {
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
        assert_eq!(drawn("{\n\n  \"默认\": 5, \"default\": 21\n}", "21"), expected);
    }

    #[test]
    fn long_lines_are_cut_around_the_value() {
        let drawing = drawn(&format!("[{}\"here\",{}]", "1,".repeat(100_000), "默,".repeat(100_000)), "\"here\"");
        assert!(drawing.lines().all(|line| line.chars().count() < 160), "{drawing}");
        assert!(
            drawing.contains("\"here\"") && drawing.contains("^^^^^^") && drawing.contains(":1:200002"),
            "{drawing}"
        );
    }

    #[test]
    fn a_value_of_many_lines_shows_its_first() {
        let drawing = drawn("{\n\"a\": [\n  1,\n  2,\n  3\n]\n}", "[\n  1,\n  2,\n  3\n]");
        assert!(drawing.contains("2 | \"a\": [\n  |      ^\n3 |   1,\n4 |   2,\n"), "{drawing}");
    }

    #[test]
    fn any_span_can_be_drawn() {
        let source = Source::new("a", "默\r\nx");
        for (start, end) in (0..9).flat_map(|start| (0..9).map(move |end| (start, end))) {
            let place = Place::new(&Arc::from("a"), start..end);
            let fault = Diagnostic::note("x", &Origin { place, pointer: Pointer::root() }, "y");
            assert!(draw(&fault, std::slice::from_ref(&source), Look::Colour).contains("a:"));
            assert!(draw(&fault, &[], Look::Plain).contains('a'));
        }
    }

    #[test]
    fn a_report_line_has_the_members_of_the_contract() {
        let place = Place::new(&Arc::from("a.json"), 2..3);
        let fault = Diagnostic::warning("x", &Origin { place, pointer: Pointer::root().join("b") }, "y");
        let line = json_line(&fault, &[Source::new("a.json", "{\n1}")]);
        let expected = json!({
            "kind": "diagnostic", "file": "a.json", "line": 2, "column": 1, "pointer": "/b", "endpoint": null,
            "severity": "warning", "code": "x", "message": "y", "help": null,
        });
        assert_eq!(line, expected);
    }
}
