//! `cargo xtask prose-eval FILE [--json]`: applies the prose rules to the rows of a JSON-lines file.
//!
//! A row has a `text` and optionally `id`, `type`, `name`. `--json` prints what is derived from each row. Without it, the
//! result is compared with the `truth` of each row, and precision and recall are printed with every mistake. The rules
//! are in the module `prose` of `fal_codegen`.

use std::{fs, io::Write, path::PathBuf, process::ExitCode};

use fal_codegen::{
    Literal, NumberLiteral,
    prose::{FieldText, FieldType, Statement, derive},
};
use serde_json::{Map, Value, json};

use crate::command::CommandResult;

/// Options of `prose-eval`.
#[derive(Debug, clap::Args)]
pub struct ProseEvalArgs {
    /// JSON-lines file: one object per line with `text` and optionally `id`, `type`, `name` and `truth`.
    pub file: PathBuf,
    /// Print what is derived from each row, as one JSON object per line.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command. A line that is not a JSON object is an error.
pub fn run(args: &ProseEvalArgs, out: &mut dyn Write) -> CommandResult {
    let file = args.file.display();
    let content = fs::read_to_string(&args.file).map_err(|error| format!("{file}: {error}"))?;
    let mut rows = Vec::new();
    for (index, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        rows.push(LabelledRow::parse(line).map_err(|problem| format!("{file}:{}:{problem}", index + 1))?);
    }
    if args.json {
        print_derived(&rows, out)?;
    } else {
        EvalScore::new(&rows).print(out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print_derived(rows: &[LabelledRow], out: &mut dyn Write) -> std::io::Result<()> {
    for row in rows {
        writeln!(out, "{{\"id\":{},\"derived\":{}}}", row.id(), Value::Object(row.derived()))?;
    }
    Ok(())
}

/// Properties of `derived` and `truth`, each with the line of the table that counts it.
const CLAIMS: [(&str, &str); 8] = [
    ("default", "default"),
    ("min", "min"),
    ("max", "max"),
    ("enum", "enum"),
    ("min_len", "lengths"),
    ("max_len", "lengths"),
    ("min_items", "counts"),
    ("max_items", "counts"),
];

/// Lines of the table.
const MEASURES: [&str; 6] = ["default", "min", "max", "enum", "lengths", "counts"];

/// A row of the file.
struct LabelledRow {
    properties: Map<String, Value>,
}

impl LabelledRow {
    fn parse(line: &str) -> Result<Self, String> {
        match serde_json::from_str(line) {
            Ok(Value::Object(properties)) => Ok(Self { properties }),
            Ok(_) => Err("1: expected a JSON object with `text`".into()),
            Err(error) => {
                // serde_json adds its own location, which is relative to this line.
                let message = error.to_string();
                let problem = message.split(" at line ").next().unwrap_or_default();
                Err(format!("{}: invalid JSON: {problem}", error.column()))
            }
        }
    }

    fn id(&self) -> &Value {
        self.properties.get("id").unwrap_or(&Value::Null)
    }

    fn string(&self, property: &str) -> &str {
        self.properties.get(property).and_then(Value::as_str).unwrap_or_default()
    }

    fn truth(&self) -> Option<&Map<String, Value>> {
        self.properties.get("truth").and_then(Value::as_object)
    }

    /// Whether a claim of the truth is only implied, so that deriving it is optional.
    fn is_implied(&self, claim: &str) -> bool {
        self.properties
            .get("implied")
            .and_then(Value::as_array)
            .is_some_and(|names| names.iter().any(|name| name == claim))
    }

    /// Whether a value is an accepted alternative to the truth.
    fn accepts(&self, claim: &str, value: &Value) -> bool {
        let readings = self.properties.get("accept").and_then(|accept| accept.get(claim)).and_then(Value::as_array);
        readings.is_some_and(|readings| readings.iter().any(|reading| is_same(reading, value)))
    }

    fn derived(&self) -> Map<String, Value> {
        let kind = kind(self.properties.get("type").unwrap_or(&Value::Null));
        let subject = FieldText { text: self.string("text"), ty: kind, name: self.string("name") };
        derive(&subject).iter().map(|finding| member(&finding.statement)).collect()
    }
}

/// Parses the `type` of a row, e.g. `array<string>` or an array with `null`.
fn kind(declared: &Value) -> FieldType {
    let name = match declared {
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        other => other.as_str(),
    };
    match name.unwrap_or_default() {
        "string" => FieldType::String,
        "integer" => FieldType::Integer,
        "number" => FieldType::Number,
        "boolean" => FieldType::Boolean,
        "object" | "file" => FieldType::Object,
        array if array.starts_with("array") => FieldType::Array,
        _ => FieldType::Unknown,
    }
}

/// Returns a claim as a property of `derived`. As in the labelled rows, exclusive bounds are not distinguished.
fn member(claim: &Statement) -> (String, Value) {
    let (name, value) = match claim {
        Statement::Default(value) => ("default", json_value(value)),
        Statement::Minimum { value, .. } => ("min", json_number(value)),
        Statement::Maximum { value, .. } => ("max", json_number(value)),
        Statement::OneOf(values) => ("enum", values.iter().map(json_value).collect()),
        Statement::MinLength(length) => ("min_len", json!(length)),
        Statement::MaxLength(length) => ("max_len", json!(length)),
        Statement::MinItems(count) => ("min_items", json!(count)),
        Statement::MaxItems(count) => ("max_items", json!(count)),
    };
    (name.to_owned(), value)
}

fn json_value(literal: &Literal) -> Value {
    serde_json::from_str(&literal.to_string()).unwrap_or_default()
}

fn json_number(number: &NumberLiteral) -> Value {
    serde_json::from_str(number.as_str()).unwrap_or_default()
}

/// Compares numbers by value and arrays without order. A number never equals a string.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            let within = |these: &[Value], those: &[Value]| {
                these.iter().all(|this| those.iter().any(|that| is_same(this, that)))
            };
            one.len() == other.len() && within(one, other) && within(other, one)
        }
        _ => one == other,
    }
}

/// Comparison of a derived claim with the truth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum RowVerdict {
    Right,
    Wrong,
    Missed,
}

/// A claim with its verdict, and a note for the list of mistakes.
struct JudgedClaim<'a> {
    row: &'a LabelledRow,
    measure: &'static str,
    verdict: RowVerdict,
    note: String,
}

/// Verdicts on all claims of the rows with a truth.
struct EvalScore<'a> {
    judged: Vec<JudgedClaim<'a>>,
}

impl<'a> EvalScore<'a> {
    fn new(rows: &'a [LabelledRow]) -> Self {
        Self { judged: rows.iter().flat_map(judge).collect() }
    }

    fn count(&self, verdict: RowVerdict, measure: Option<&str>) -> usize {
        let counted = |judged: &&JudgedClaim<'_>| {
            judged.verdict == verdict && measure.is_none_or(|measure| judged.measure == measure)
        };
        self.judged.iter().filter(counted).count()
    }

    fn print(&self, out: &mut dyn Write) -> std::io::Result<()> {
        writeln!(out, "{:<10}{:>7}{:>7}{:>7}", "", "right", "wrong", "missed")?;
        for measure in MEASURES.map(Some).into_iter().chain([None]) {
            let [right, wrong, missed] =
                [RowVerdict::Right, RowVerdict::Wrong, RowVerdict::Missed].map(|verdict| self.count(verdict, measure));
            writeln!(out, "{:<10}{right:>7}{wrong:>7}{missed:>7}", measure.unwrap_or("all"))?;
        }
        let [right, wrong, missed] =
            [RowVerdict::Right, RowVerdict::Wrong, RowVerdict::Missed].map(|verdict| self.count(verdict, None));
        writeln!(out, "\nprecision {}", share(right, wrong))?;
        writeln!(out, "recall    {}", share(right, missed))?;
        self.print_mistakes(out)
    }

    fn print_mistakes(&self, out: &mut dyn Write) -> std::io::Result<()> {
        for (verdict, title) in [(RowVerdict::Wrong, "wrong"), (RowVerdict::Missed, "missed")] {
            for judged in self.judged.iter().filter(|judged| judged.verdict == verdict) {
                let excerpt: String = judged.row.string("text").chars().take(120).collect();
                let (id, name) = (judged.row.id(), judged.row.string("name"));
                writeln!(out, "\n{title} {id} {name}: {}\n    {}", judged.note, excerpt.replace('\n', "⏎"))?;
            }
        }
        Ok(())
    }
}

/// Returns a ratio with four digits, or a dash for 0/0.
#[expect(clippy::cast_precision_loss, reason = "there are fewer claims than an f64 has digits")]
fn share(right: usize, others: usize) -> String {
    match right + others {
        0 => "-".to_owned(),
        all => format!("{:.4}", right as f64 / all as f64),
    }
}

fn judge(row: &LabelledRow) -> Vec<JudgedClaim<'_>> {
    let Some(truth) = row.truth() else { return Vec::new() };
    let derived = row.derived();
    let mut judged = Vec::new();
    for (claim, measure) in CLAIMS {
        let (found, expected) = (derived.get(claim), truth.get(claim));
        let verdict = match (found, expected) {
            (None, None) => continue,
            (None, Some(_)) if row.is_implied(claim) => continue,
            (None, Some(_)) => RowVerdict::Missed,
            (Some(found), Some(expected)) if is_same(found, expected) => RowVerdict::Right,
            (Some(found), _) if row.accepts(claim, found) => RowVerdict::Right,
            (Some(_), _) => RowVerdict::Wrong,
        };
        let shown = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
        let note = format!("{claim} is {}, derived {}", shown(expected), shown(found));
        judged.push(JudgedClaim { row, measure, verdict, note });
    }
    judged
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]

    use super::*;

    fn rows(lines: &str) -> Vec<LabelledRow> {
        lines.lines().map(|line| LabelledRow::parse(line).unwrap_or_else(|problem| panic!("{problem}"))).collect()
    }

    fn shown(print: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> String {
        let mut out = Vec::new();
        print(&mut out).unwrap_or_else(|error| panic!("{error}"));
        String::from_utf8(out).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn every_row_has_a_result() {
        let rows = rows("{\"id\": 7, \"text\": \"默认：01，范围 1-4\", \"type\": \"integer\"}\n{\"text\": \"a\"}\n{}");
        let output = shown(|out| print_derived(&rows, out));
        let expected = "{\"derived\":{\"default\":1,\"max\":4,\"min\":1},\"id\":7}\n{\"derived\":{},\"id\":null}\n{\"derived\":{},\"id\":null}\n";
        let sorted = |text: &str| text.lines().map(|line| serde_json::from_str::<Value>(line).ok()).collect::<Vec<_>>();
        assert_eq!(sorted(&output), sorted(expected));
    }

    #[test]
    fn invalid_json_is_reported_with_its_column() {
        let Err(problem) = LabelledRow::parse("{\"id\": }") else { panic!("this is not JSON") };
        assert!(problem.starts_with("8: invalid JSON"), "{problem}");
    }

    #[test]
    fn implied_claims_are_optional_and_alternatives_are_right() {
        let rows = rows(concat!(
            "{\"text\": \"a\", \"truth\": {\"min\": 1}, \"implied\": [\"min\"]}\n",
            "{\"text\": \"默认 2\", \"type\": \"string\", \"truth\": {\"default\": 2}, \"accept\": {\"default\": [\"2\"]}}\n",
            "{\"text\": \"范围 1-2\", \"type\": \"integer\", \"truth\": {\"none\": true}}",
        ));
        let score = EvalScore::new(&rows);
        assert_eq!((score.count(RowVerdict::Right, None), score.count(RowVerdict::Wrong, None)), (1, 2));
        assert_eq!(score.count(RowVerdict::Missed, None), 0);
        assert!(shown(|out| score.print(out)).contains("precision 0.3333"));
    }

    #[test]
    fn values_are_compared_by_value() {
        assert!(is_same(&json!(1), &json!(1.0)));
        assert!(!is_same(&json!("1"), &json!(1)));
        assert!(is_same(&json!(["a", "b"]), &json!(["b", "a"])));
        assert!(!is_same(&json!(["a", "a"]), &json!(["a", "b"])));
    }
}
