//! The report of `codegen --report` as JSON lines: every diagnostic, and every limit with its provenance.

use fal_codegen::{
    Diagnostic, Output, Positions, Severity, Source, escape_bidi,
    explain::{self, LimitFact},
    ir::{Endpoint, ProvenanceKind, TypeKind},
};
use serde_json::{Value, json};

use crate::diagnostics::json_line;

/// Codes of diagnostics about parts of a specification that are not typed or not enforced.
const DEGRADATIONS: &[&str] = &[
    "dangling-reference",
    "reference-cycle",
    "no-request-schema",
    "no-response-schema",
    "mixed-values",
    "not-a-schema",
    "unknown-type",
    "keyword-not-enforced",
    "limit-not-enforced",
    "limit-without-type",
    "limit-of-other-type",
    "pattern-not-enforced",
    "fraction-step",
    "long-tuple",
    "default-not-listed",
    "default-of-other-type",
    "prose-contradicted",
    "mistyped-keyword",
    "schema-allows-nothing",
    "required-unknown",
    "several-unions",
    "unread-response",
    "xml-as-text",
    "unsupported-style",
    "unsupported-security",
    "unknown-location",
    "unknown-keyword",
    "misspelt-key",
    "common-body-fields",
    "overrides-without-reference",
    "impossible-alternative",
];

/// Codes of diagnostics about parts of a specification that are not generated.
const SKIPS: &[&str] = &["error-stub", "skipped-kind", "folded-path", "folded-parameter", "unsupported-method"];

/// Formats the report.
pub(super) fn lines(output: &Output, sources: &[Source]) -> String {
    let positions = &Positions::new(sources);
    let diagnostics = output.diagnostics.iter().map(|diagnostic| diagnostic_line(diagnostic, positions));
    let limits = output.api.endpoints.iter().flat_map(|endpoint| constraints(endpoint, positions));
    let mut text = String::new();
    for line in diagnostics.chain(limits) {
        text.push_str(&escape_bidi(&line.to_string()));
        text.push('\n');
    }
    text
}

fn diagnostic_line(diagnostic: &Diagnostic, positions: &Positions<'_>) -> Value {
    let kind = match diagnostic.code {
        code if SKIPS.contains(&code) => "skipped",
        code if DEGRADATIONS.contains(&code) && diagnostic.severity != Severity::Error => "degradation",
        _ => "diagnostic",
    };
    let mut line = json_line(diagnostic, positions);
    if let Some(object) = line.as_object_mut() {
        object.insert("kind".to_owned(), Value::from(kind));
    }
    line
}

fn constraints(endpoint: &Endpoint, positions: &Positions<'_>) -> Vec<Value> {
    let mut lines = Vec::new();
    for named in &endpoint.types {
        for fact in explain::type_limits(&named.kind) {
            lines.push(constraint(endpoint, &fact, positions));
        }
        if let TypeKind::Struct(record) = &named.kind {
            let defaults = record.fields.iter().filter_map(|field| field.docs.default.as_ref());
            lines.extend(defaults.map(|(default, provenance)| {
                let fact = LimitFact { text: format!("default {default}"), provenance: provenance.clone() };
                constraint(endpoint, &fact, positions)
            }));
        }
    }
    lines
}

fn constraint(endpoint: &Endpoint, fact: &LimitFact, positions: &Positions<'_>) -> Value {
    let origin = &fact.provenance.origin;
    let position = positions.of(&origin.span);
    let code = match &fact.provenance.kind {
        ProvenanceKind::Keyword(keyword) => keyword.clone(),
        ProvenanceKind::Prose { rule, .. } => format!("prose:{rule}"),
        ProvenanceKind::Overlay(_) => "overlay".to_owned(),
    };
    json!({
        "kind": "constraint",
        "file": &*origin.span.file,
        "line": position.map(|position| position.line),
        "column": position.map(|position| position.column),
        "pointer": origin.pointer.as_str(),
        "endpoint": endpoint.id,
        "severity": "note",
        "code": code,
        "message": format!("{} — {}", fact.text, explain::describe_provenance(&fact.provenance)),
    })
}
