//! Measures of a corpus, as a table and as JSON.

use std::{collections::BTreeMap, io::Write};

use fal_codegen::{
    Output, Severity, Source,
    ir::{Direction, TypeKind},
};
use serde_json::{Value, json};

use super::runner::PayloadResult;
use crate::payloads::{Expectation, Payload};

/// Measures and failures.
pub(super) struct CorpusReport {
    measures: BTreeMap<&'static str, usize>,
    failures: Vec<String>,
}

impl CorpusReport {
    pub(super) fn new(sources: &[Source], output: &Output, payloads: &[Payload], results: &[PayloadResult]) -> Self {
        let mut report = Self { measures: BTreeMap::new(), failures: Vec::new() };
        let count = |severity| output.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        report.measures.insert("documents", sources.iter().filter(|source| !source.is_overlay()).count());
        report.measures.insert("endpoints", output.api.endpoints.len());
        report.measures.insert(
            "error stubs",
            output.diagnostics.iter().filter(|d| d.code == fal_codegen::read::ERROR_STUB).count(),
        );
        report.measures.insert("diagnostics: errors", count(Severity::Error));
        report.measures.insert("diagnostics: warnings", count(Severity::Warning));
        report.measures.insert("diagnostics: notes", count(Severity::Note));
        report.count_types(output);
        for (payload, result) in payloads.iter().zip(results) {
            report.add(payload, result);
        }
        if payloads.len() != results.len() {
            report.failures.push(format!("{} results for {} payloads", results.len(), payloads.len()));
        }
        report
    }

    /// Counts the warnings of a tool. Each is a failure.
    pub(super) fn add_warnings(&mut self, measure: &'static str, warnings: &[String]) {
        self.measures.insert(measure, warnings.len());
        self.failures.extend(warnings.iter().map(|warning| format!("{measure}: {}", warning.trim())));
    }

    fn count_types(&mut self, output: &Output) {
        for named in output.api.endpoints.iter().flat_map(|endpoint| &endpoint.types) {
            let (kind, limits) = match &named.kind {
                TypeKind::Struct(_) => ("types: structs", 0),
                TypeKind::Enum(_) => ("types: enums", 0),
                TypeKind::Constrained(constrained) => ("types: constrained", constrained.constraints.len()),
                TypeKind::Union(_) => ("types: unions", 0),
            };
            *self.measures.entry(kind).or_default() += 1;
            *self.measures.entry("limits enforced").or_default() += limits;
        }
    }

    fn add(&mut self, payload: &Payload, result: &PayloadResult) {
        let rejected = |violations: &[String]| Some(format!("rejected: {}", violations.join("; ")));
        let (measure, failure) = match (payload.expectation, result) {
            (Expectation::Example, Ok(value)) => {
                (example(payload.direction), (!same(value, &payload.value)).then(|| format!("encoded as {value}")))
            }
            (Expectation::Example, Err(violations)) => (example(payload.direction), rejected(violations)),
            (Expectation::Valid, Ok(_)) => ("values on a limit", None),
            (Expectation::Valid, Err(violations)) => ("values on a limit", rejected(violations)),
            (Expectation::Invalid(_), Ok(_)) => ("values outside a limit", Some("accepted".to_owned())),
            (Expectation::Invalid(_), Err(_)) => ("values outside a limit", None),
        };
        *self.measures.entry(measure).or_default() += 1;
        if let Some(failure) = failure {
            self.failures.push(format!("{} {}: {failure}", payload.endpoint, payload.description));
        }
    }

    pub(super) fn has_failures(&self) -> bool {
        !self.failures.is_empty()
    }

    pub(super) fn json(&self) -> Value {
        json!({ "measures": self.measures, "failures": self.failures })
    }

    pub(super) fn print(&self, out: &mut dyn Write) -> std::io::Result<()> {
        for (measure, count) in &self.measures {
            writeln!(out, "{measure:<28} {count:>8}")?;
        }
        writeln!(out, "{:<28} {:>8}", "failures", self.failures.len())?;
        for failure in &self.failures {
            writeln!(out, "  {failure}")?;
        }
        Ok(())
    }
}

fn example(direction: Direction) -> &'static str {
    match direction {
        Direction::Request => "example requests",
        Direction::Response => "example responses",
    }
}

/// Compares JSON values. `3` equals `3.0`, and a property with `null` equals a missing one.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            let names = a.keys().chain(b.keys());
            names.into_iter().all(|name| same(a.get(name).unwrap_or(&Value::Null), b.get(name).unwrap_or(&Value::Null)))
        }
        _ => a == b,
    }
}
