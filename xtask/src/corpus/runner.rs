//! The program that puts payloads through a generated catalogue: written, built, run.

use std::{error::Error, io::Write as _, path::Path, process::Stdio};

use serde_json::{Value, json};

use super::{
    cases::{Case, Direction},
    compiler,
};
use crate::workspace::Workspace;

/// Reads `{endpoint, side, payload}` lines and writes `{ok}` or `{faults}` lines.
const PROGRAM: &str = r#"//! Written by `cargo xtask corpus`.

use std::io::{BufRead, Write};

use serde_json::{Value, json};

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let case: Value = serde_json::from_str(&line.expect("a line")).expect("a case");
        let endpoint = corpus::catalog::find(case["endpoint"].as_str().unwrap_or_default()).expect("a known endpoint");
        let answer = match case["side"].as_str() {
            Some("request") => endpoint.check_request(&case["payload"]).map_err(|faults| {
                faults.iter().map(ToString::to_string).collect::<Vec<_>>()
            }),
            _ => endpoint.check_response(&case["payload"]).map_err(|error| vec![error.to_string()]),
        };
        let answer = match answer {
            Ok(value) => json!({ "ok": value }),
            Err(faults) => json!({ "faults": faults }),
        };
        writeln!(out, "{answer}").expect("the answer is taken");
    }
}
"#;

/// What became of a case: its encoded form, or its faults.
pub(super) type CaseResult = Result<Value, Vec<String>>;

/// What became of each case: its encoded form, or its faults.
pub(super) fn run(folder: &Path, workspace: &Workspace, cases: &[Case]) -> Result<Vec<CaseResult>, Box<dyn Error>> {
    std::fs::create_dir_all(folder.join("examples"))?;
    std::fs::write(folder.join("examples/corpus.rs"), PROGRAM)?;
    // The workspace's own lock pins what the crate is built with.
    std::fs::copy(workspace.lock(), folder.join("Cargo.lock"))?;
    let mut child = compiler::cargo(folder, workspace)
        .args(["run", "--quiet", "--features", "catalog", "--example", "corpus"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().ok_or("the corpus program takes no input")?;
    let lines: Vec<String> = cases.iter().map(line).collect();
    let writing = std::thread::spawn(move || {
        // A program that did not build closes its input; its exit status tells.
        let _ = stdin.write_all(lines.concat().as_bytes());
    });
    let output = child.wait_with_output()?;
    let _ = writing.join();
    if !output.status.success() {
        return Err("the generated crate does not build; see above".into());
    }
    String::from_utf8(output.stdout)?.lines().map(answer).collect()
}

fn line(case: &Case) -> String {
    let side = if case.side == Direction::Request { "request" } else { "response" };
    format!("{}\n", json!({ "endpoint": case.endpoint, "side": side, "payload": case.payload }))
}

fn answer(line: &str) -> Result<CaseResult, Box<dyn Error>> {
    let answer: Value = serde_json::from_str(line)?;
    if let Some(value) = answer.get("ok") {
        return Ok(Ok(value.clone()));
    }
    let faults = answer.get("faults").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(Err(faults.iter().map(|fault| fault.as_str().unwrap_or_default().to_owned()).collect()))
}
