//! The measures of a corpus, as a table and as JSON.

use std::{collections::BTreeMap, io::Write};

use fal_codegen::{Output, Severity, Source, ir::TypeKind};
use serde_json::{Value, json};

use super::{
    cases::{Case, Direction, Expectation},
    runner::CaseResult,
};

/// The measures, and the cases that went wrong.
pub(super) struct CorpusReport {
    measures: BTreeMap<&'static str, usize>,
    failures: Vec<String>,
}

impl CorpusReport {
    pub(super) fn new(sources: &[Source], output: &Output, cases: &[Case], answers: &[CaseResult]) -> Self {
        let mut table = Self { measures: BTreeMap::new(), failures: Vec::new() };
        let of = |severity| output.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        table.measures.insert("documents", sources.iter().filter(|source| !source.is_overlay()).count());
        table.measures.insert("endpoints", output.api.endpoints.len());
        table.measures.insert(
            "error stubs",
            output.diagnostics.iter().filter(|d| d.code == fal_codegen::read::ERROR_STUB).count(),
        );
        table.measures.insert("diagnostics: errors", of(Severity::Error));
        table.measures.insert("diagnostics: warnings", of(Severity::Warning));
        table.measures.insert("diagnostics: notes", of(Severity::Note));
        table.count_types(output);
        for (case, answer) in cases.iter().zip(answers) {
            table.judge(case, answer);
        }
        if cases.len() != answers.len() {
            table.failures.push(format!("{} of {} cases were answered", answers.len(), cases.len()));
        }
        table
    }

    /// Counts what a tool says of the generated code; nothing is as it should be.
    pub(super) fn warnings(&mut self, measure: &'static str, warnings: &[String]) {
        self.measures.insert(measure, warnings.len());
        self.failures.extend(warnings.iter().map(|warning| format!("{measure}: {}", warning.trim())));
    }

    fn count_types(&mut self, output: &Output) {
        for named in output.api.endpoints.iter().flat_map(|endpoint| &endpoint.types) {
            let (kind, limits) = match &named.kind {
                TypeKind::Struct(_) => ("types: records", 0),
                TypeKind::Enum(_) => ("types: sets", 0),
                TypeKind::Constrained(checked) => ("types: checked", checked.constraints.len()),
                TypeKind::Union(_) => ("types: unions", 0),
            };
            *self.measures.entry(kind).or_default() += 1;
            *self.measures.entry("limits enforced").or_default() += limits;
        }
    }

    fn judge(&mut self, case: &Case, answer: &CaseResult) {
        let (measure, wrong) = match (case.kind, answer) {
            (Expectation::Example, Ok(value)) => {
                (example(case.side), (!same(value, &case.payload)).then(|| format!("came back as {value}")))
            }
            (Expectation::Example, Err(faults)) => {
                (example(case.side), Some(format!("refused: {}", faults.join("; "))))
            }
            (Expectation::Inside, Ok(_)) => ("values on a limit", None),
            (Expectation::Inside, Err(faults)) => {
                ("values on a limit", Some(format!("refused: {}", faults.join("; "))))
            }
            (Expectation::Outside, Ok(_)) => ("values outside a limit", Some("accepted".to_owned())),
            (Expectation::Outside, Err(_)) => ("values outside a limit", None),
        };
        *self.measures.entry(measure).or_default() += 1;
        if let Some(wrong) = wrong {
            self.failures.push(format!("{} {}: {wrong}", case.endpoint, case.about));
        }
    }

    pub(super) fn has_failures(&self) -> bool {
        !self.failures.is_empty()
    }

    pub(super) fn json(&self) -> Value {
        json!({ "measures": self.measures, "failures": self.failures })
    }

    pub(super) fn tell(&self, out: &mut dyn Write) -> std::io::Result<()> {
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

fn example(side: Direction) -> &'static str {
    match side {
        Direction::Request => "example requests",
        Direction::Response => "example responses",
    }
}

/// Whether two values are the same, `3` and `3.0` included; `null` is the same as not there.
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
