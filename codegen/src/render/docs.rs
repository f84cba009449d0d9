//! Doc comments: a document's words made safe for rustdoc, and what is known of a field.
//!
//! Descriptions come indented, with brackets that are no links, tags that are no HTML and bare
//! addresses; as they stand, rustdoc would warn or take an indented example for a test.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    ir::{Confidence, Constraint, Docs, Enum, Provenance, ProvenanceKind},
    limit::Limit,
};

/// Doc attributes of the lines, which print as `///`.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let lines = trimmed(lines).iter().map(|line| visible(line));
    quote!(#(#[doc = #lines])*)
}

/// Doc attributes of the module itself, which print as `//!`.
pub(super) fn inner_attributes(lines: &[String]) -> TokenStream {
    let lines = trimmed(lines).iter().map(|line| visible(line));
    quote!(#(#![doc = #lines])*)
}

/// A line as it stands behind `///`: nothing in it ends the line or turns the direction of text, which rustc denies.
fn visible(line: &str) -> String {
    let plain = line.chars().map(|c| match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        c if c.is_control() => ' ',
        c => c,
    });
    (!line.is_empty()).then_some(' ').into_iter().chain(plain).collect()
}

fn trimmed(lines: &[String]) -> &[String] {
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    lines.get(..last).unwrap_or_default()
}

/// The paragraphs, a blank line between them.
pub(super) fn paragraphs(paragraphs: Vec<Vec<String>>) -> Vec<String> {
    let filled: Vec<Vec<String>> = paragraphs.into_iter().filter(|lines| !lines.is_empty()).collect();
    filled.join(&String::new())
}

/// Everything that is known of a field or a type.
pub(super) fn field(docs: &Docs, fallback: &str, set: Option<&Enum>) -> Vec<String> {
    let description = docs.description.as_deref().map_or_else(|| vec![fallback.to_owned()], describe);
    let mut facts = Vec::new();
    if let Some((default, provenance)) = &docs.default {
        facts.push(format!("* Default of the server: {}{}", code(&default.to_string()), source(provenance)));
    }
    facts.extend(set.map(one_of));
    facts.extend(demands(&docs.constraints));
    if let (false, Some(example)) = (docs.examples.is_empty(), docs.examples.first()) {
        facts.push(format!("* Example: {}", code(&shortened(&example.to_string()))));
    }
    let remarks = docs.notes.iter().map(|remark| format!("* {}", escaped(remark)));
    facts.extend(remarks);
    if docs.deprecated {
        facts.push("* Deprecated by the specification.".to_owned());
    }
    paragraphs(vec![description, facts])
}

/// One line per limit; both ends of a range that are read from one place are one line.
fn demands(constraints: &[Constraint]) -> Vec<String> {
    match constraints {
        [low, high, rest @ ..] if source(&low.provenance) == source(&high.provenance) => {
            match range(&low.limit, &high.limit) {
                Some(range) => {
                    let mut lines = vec![format!("* {range}{}", source(&low.provenance))];
                    lines.extend(rest.iter().map(constraint));
                    lines
                }
                None => constraints.iter().map(constraint).collect(),
            }
        }
        _ => constraints.iter().map(constraint).collect(),
    }
}

fn range(low: &Limit, high: &Limit) -> Option<String> {
    match (low, high) {
        (Limit::Minimum { value: low, exclusive: false }, Limit::Maximum { value: high, exclusive: false }) => {
            Some(format!("From {low} to {high}"))
        }
        _ => None,
    }
}

fn constraint(constraint: &Constraint) -> String {
    let demand = match &constraint.limit {
        Limit::Pattern(pattern) => format!("Must match {}", code(pattern)),
        Limit::UniqueItems => "No item may be there twice".to_owned(),
        Limit::MultipleOf(step) => format!("Must be a multiple of {step}"),
        limit => capitalised(&limit.to_string()),
    };
    format!("* {demand}{}", source(&constraint.provenance))
}

/// The most values that a doc comment lists; longer lists are the variants' own.
const LISTED: usize = 12;

fn one_of(set: &Enum) -> String {
    let listed: Vec<String> = set.values.iter().take(LISTED).map(|member| code(&member.value.to_string())).collect();
    let more =
        if set.values.len() > LISTED { format!(" and {} more", set.values.len() - LISTED) } else { String::new() };
    let known = if set.open { "Known values" } else { "One of" };
    format!("* {known}: {}{more}{}", listed.join(", "), source(&set.provenance))
}

/// Where a fact came from, unless a keyword states it: that is the rule.
fn source(provenance: &Provenance) -> String {
    match &provenance.kind {
        ProvenanceKind::Keyword(_) => String::new(),
        ProvenanceKind::Overlay(name) => format!(", set by {}", code(name)),
        ProvenanceKind::Prose { rule, phrase: words, confidence } => {
            let firmness = if *confidence == Confidence::ScaleEndpoints { " as the ends of a scale" } else { "" };
            format!(", read{firmness} from “{}” (rule {})", escaped(&shortened(words)), code(rule))
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The longest piece of a value that a comment repeats, in characters.
const SHOWN: usize = 120;

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// A code span that holds any text: its fence is longer than any run of back quotes inside.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A document's description as lines of Markdown that mean what their author meant.
pub(super) fn describe(text: &str) -> Vec<String> {
    let lines = dedented(text);
    let mut described: Vec<String> = Vec::with_capacity(lines.len());
    let mut fenced = false;
    let mut hanging = 0;
    for line in lines {
        if ["```", "~~~"].iter().any(|fence| line.trim_start().starts_with(fence)) {
            // A fence without a language would be taken for Rust and tested.
            described.push(if fenced { "```".to_owned() } else { "```text".to_owned() });
            fenced = !fenced;
            continue;
        }
        if fenced {
            described.push(line);
            continue;
        }
        let safe = escaped(line.trim());
        let indent = indentation(&line).min(3);
        match marker(safe.trim_start()) {
            _ if safe.is_empty() => hanging = 0,
            Some(width) => hanging = indent + width,
            // What follows an item belongs to it, and says so by standing below its text.
            None if hanging > 0 => {
                described.push(format!("{}{safe}", " ".repeat(hanging)));
                continue;
            }
            None => {}
        }
        described.push(if hanging > 0 { format!("{}{safe}", " ".repeat(indent)) } else { safe });
    }
    if fenced {
        described.push("```".to_owned());
    }
    described
}

/// The width of a list marker and the blank behind it.
fn marker(line: &str) -> Option<usize> {
    let bullet = line.starts_with("- ") || line.starts_with("* ") || line.starts_with("+ ");
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..).unwrap_or_default();
    let numbered = (1..=9).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") "));
    if bullet { Some(2) } else { numbered.then_some(digits + 2) }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines without the indentation they share; the first stands apart, as it does in Python's docstrings.
fn dedented(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', "    ");
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().trim().to_owned();
    let rest: Vec<&str> = lines.collect();
    let shared = rest.iter().filter(|line| !line.trim().is_empty()).map(|line| blanks(line)).min().unwrap_or_default();
    let rest = rest.iter().map(|line| line.get(shared..).unwrap_or_default().trim_end().to_owned());
    let lines: Vec<String> = std::iter::once(first).chain(rest).collect();
    let start = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(start, |end| end + 1);
    let mut kept = lines.get(start..end).unwrap_or_default().to_vec();
    kept.dedup_by(|a, b| a.is_empty() && b.is_empty());
    kept
}

fn blanks(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b' ').count()
}

/// The line with everything escaped that rustdoc would take for a link or a tag; code spans stay.
fn escaped(line: &str) -> String {
    let mut safe = String::with_capacity(line.len());
    let balanced = line.matches('`').count() % 2 == 0;
    let mut in_code = false;
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        let address = address_length(rest);
        if !in_code && address > 0 {
            let (url, tail) = rest.split_at_checked(address).unwrap_or((rest, ""));
            safe.extend(["<", url, ">"]);
            rest = tail;
            continue;
        }
        match next {
            '`' if balanced => {
                in_code = !in_code;
                safe.push('`');
            }
            '`' => safe.push_str("\\`"),
            '[' | ']' | '<' | '>' | '\\' if !in_code => {
                safe.push('\\');
                safe.push(next);
            }
            control if control.is_control() => safe.push(' '),
            other => safe.push(other),
        }
        rest = rest.get(next.len_utf8()..).unwrap_or_default();
    }
    safe
}

/// The bytes of the web address that the text begins with; sentence stops at its end are not part of it.
fn address_length(text: &str) -> usize {
    if !(text.starts_with("https://") || text.starts_with("http://")) {
        return 0;
    }
    let end = text.find(|c: char| !c.is_ascii_graphic() || "<>\"'`|\\^{}()[]".contains(c)).unwrap_or(text.len());
    let address = text.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ';', ':', '!', '?', '*']);
    if address.ends_with("://") { 0 } else { address.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indented_docstrings_become_paragraphs() {
        let text = "\n            The seed.\n\n                Same seed, same image.\n            ";
        assert_eq!(describe(text), ["The seed.", "", "Same seed, same image."]);
    }

    #[test]
    fn links_tags_and_addresses_are_made_safe() {
        assert_eq!(
            describe("Use [chorus] or <laugh>, see https://a.b/c."),
            ["Use \\[chorus\\] or \\<laugh\\>, see <https://a.b/c>."]
        );
        assert_eq!(describe("`[kept]` and [not]"), ["`[kept]` and \\[not\\]"]);
        assert_eq!(describe("an odd ` quote"), ["an odd \\` quote"]);
    }

    #[test]
    fn code_is_never_taken_for_a_test() {
        assert_eq!(describe("```\nlet x = 1;\n```"), ["```text", "let x = 1;", "```"]);
        assert_eq!(describe("Like:\n\n        indented"), ["Like:", "", "indented"]);
    }

    #[test]
    fn lines_behind_a_list_item_belong_to_it() {
        assert_eq!(describe("1. one\nmore\n2. two\n\nend"), ["1. one", "   more", "2. two", "", "end"]);
    }

    #[test]
    fn code_spans_hold_back_quotes() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code(""), "`  `");
    }
}
