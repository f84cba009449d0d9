//! Doc attributes, and the documentation of fields and types.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown::{self, code, escaped};
use crate::{
    ir::{Confidence, Constraint, Docs, Enum, Provenance, ProvenanceKind},
    limit::Limit,
};

/// Returns outer doc attributes, which are printed as `///`.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let lines = without_trailing_blank(lines).iter().map(|line| printable(line));
    quote!(#(#[doc = #lines])*)
}

/// Returns inner doc attributes, which are printed as `//!`.
pub(super) fn inner_attributes(lines: &[String]) -> TokenStream {
    let lines = without_trailing_blank(lines).iter().map(|line| printable(line));
    quote!(#(#![doc = #lines])*)
}

/// Replaces control characters, which would end the line, and bidirectional ones, which rustc rejects.
fn printable(line: &str) -> String {
    let plain = line.chars().map(|c| match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        c if c.is_control() => ' ',
        c => c,
    });
    (!line.is_empty()).then_some(' ').into_iter().chain(plain).collect()
}

fn without_trailing_blank(lines: &[String]) -> &[String] {
    let last = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    lines.get(..last).unwrap_or_default()
}

/// Joins paragraphs with blank lines; empty paragraphs are left out.
pub(super) fn paragraphs(paragraphs: Vec<Vec<String>>) -> Vec<String> {
    let filled: Vec<Vec<String>> = paragraphs.into_iter().filter(|lines| !lines.is_empty()).collect();
    filled.join(&String::new())
}

/// Documents a field or a type: its description, or the fallback, then a list of default, values, limits and notes.
pub(super) fn field(docs: &Docs, fallback: &str, values: Option<&Enum>) -> Vec<String> {
    let description = docs.description.as_deref().map_or_else(|| vec![fallback.to_owned()], markdown::lines);
    let mut facts = Vec::new();
    if let Some((default, provenance)) = &docs.default {
        facts.push(format!("* Server default: {}{}", code(&default.to_string()), source(provenance)));
    }
    facts.extend(values.map(one_of));
    facts.extend(limits(&docs.constraints));
    if let Some(example) = docs.examples.first() {
        facts.push(format!("* Example: {}", code(&shortened(&example.to_string()))));
    }
    facts.extend(docs.notes.iter().map(|note| format!("* {}", escaped(note))));
    if docs.deprecated {
        facts.push("* Deprecated in the specification.".to_owned());
    }
    paragraphs(vec![description, facts])
}

/// Returns the first paragraph of a description.
pub(super) fn summary(docs: &Docs) -> Vec<String> {
    let lines = docs.description.as_deref().map(markdown::lines).unwrap_or_default();
    lines.into_iter().take_while(|line| !line.is_empty()).collect()
}

/// Returns one line per limit; a minimum and a maximum from one source share a line.
fn limits(constraints: &[Constraint]) -> Vec<String> {
    if let [low, high, rest @ ..] = constraints {
        let same_source = source(&low.provenance) == source(&high.provenance);
        if let (true, Some(range)) = (same_source, range(&low.limit, &high.limit)) {
            let range = format!("* {range}{}", source(&low.provenance));
            return std::iter::once(range).chain(rest.iter().map(limit)).collect();
        }
    }
    constraints.iter().map(limit).collect()
}

fn range(low: &Limit, high: &Limit) -> Option<String> {
    let Limit::Minimum { value: low, exclusive: false } = low else { return None };
    let Limit::Maximum { value: high, exclusive: false } = high else { return None };
    Some(format!("Range: {low} to {high}"))
}

fn limit(constraint: &Constraint) -> String {
    let text = match &constraint.limit {
        Limit::Pattern(pattern) => format!("Must match {}", code(pattern)),
        Limit::UniqueItems => "Items must be unique".to_owned(),
        Limit::MultipleOf(step) => format!("Must be a multiple of {step}"),
        Limit::Minimum { .. }
        | Limit::Maximum { .. }
        | Limit::MinLength(_)
        | Limit::MaxLength(_)
        | Limit::MinItems(_)
        | Limit::MaxItems(_)
        | Limit::MinProperties(_)
        | Limit::MaxProperties(_) => capitalized(&constraint.limit.to_string()),
    };
    format!("* {text}{}", source(&constraint.provenance))
}

/// The most values listed in one doc comment; the variants of a longer enum document the rest.
const MAX_LISTED: usize = 12;

fn one_of(values: &Enum) -> String {
    let total = values.values.len();
    let listed: Vec<String> =
        values.values.iter().take(MAX_LISTED).map(|value| code(&value.value.to_string())).collect();
    let more = if total > MAX_LISTED { format!(" and {} more", total - MAX_LISTED) } else { String::new() };
    let label = if values.open { "Known values" } else { "One of" };
    format!("* {label}: {}{more}{}", listed.join(", "), source(&values.provenance))
}

/// Returns where a fact came from; a schema keyword is the usual source and is not mentioned.
fn source(provenance: &Provenance) -> String {
    match &provenance.kind {
        ProvenanceKind::Keyword(_) => String::new(),
        ProvenanceKind::Overlay(name) => format!(", set by the overlay {}", code(name)),
        ProvenanceKind::Prose { rule, phrase, confidence } => {
            let scale = match confidence {
                Confidence::ScaleEndpoints => " as the endpoints of a scale",
                Confidence::Explicit => "",
            };
            format!(", derived{scale} from “{}” (rule {})", escaped(&shortened(phrase)), code(rule))
        }
    }
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The longest quotation of a value or phrase in a comment, in characters.
const MAX_QUOTED: usize = 120;

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
