//! Builds and runs a program that decodes payloads with the types of the generated crate.

use std::{error::Error, io::Write as _, path::Path, process::Stdio};

use fal_codegen::ir::Direction;
use serde_json::{Value, json};

use super::compiler;
use crate::{payloads::Payload, workspace::Workspace};

/// Reads lines `{endpoint, direction, payload}` and writes lines `{ok}` or `{violations}`.
const PROGRAM: &str = r#"//! Written by `cargo xtask corpus`.

use std::io::{BufRead, Write};

use serde_json::{Value, json};

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let case: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
        let endpoint = corpus::catalog::find(case["endpoint"].as_str().unwrap_or_default()).expect("a known endpoint");
        let result = match case["direction"].as_str() {
            Some("request") => endpoint.check_request(&case["payload"]).map_err(|violations| {
                violations.iter().map(ToString::to_string).collect::<Vec<_>>()
            }),
            _ => endpoint.check_response(&case["payload"]).map_err(|error| vec![error.to_string()]),
        };
        let line = match result {
            Ok(value) => json!({ "ok": value }),
            Err(violations) => json!({ "violations": violations }),
        };
        writeln!(out, "{line}").expect("an open pipe");
    }
}
"#;

/// The payload after decoding and encoding, or its violations.
pub(super) type PayloadResult = Result<Value, Vec<String>>;

/// Runs all payloads.
pub(super) fn run(
    folder: &Path,
    workspace: &Workspace,
    payloads: &[Payload],
) -> Result<Vec<PayloadResult>, Box<dyn Error>> {
    fs_err::create_dir_all(folder.join("examples"))?;
    fs_err::write(folder.join("examples/corpus.rs"), PROGRAM)?;
    // The lock file pins the same dependency versions as in the workspace.
    fs_err::copy(workspace.lock(), folder.join("Cargo.lock"))?;
    let mut child = compiler::cargo(folder, workspace)
        .args(["run", "--quiet", "--features", "catalog", "--example", "corpus"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().ok_or("the corpus program has no standard input")?;
    let lines: Vec<String> = payloads.iter().map(line).collect();
    let writer = std::thread::spawn(move || {
        // Fails if the program did not build; its exit status is checked below.
        let _ = stdin.write_all(lines.concat().as_bytes());
    });
    let output = child.wait_with_output()?;
    let _ = writer.join();
    if !output.status.success() {
        return Err("the generated crate does not build; see the errors above".into());
    }
    String::from_utf8(output.stdout)?.lines().map(parse_result).collect()
}

fn line(payload: &Payload) -> String {
    let direction = match payload.direction {
        Direction::Request => "request",
        Direction::Response => "response",
    };
    format!("{}\n", json!({ "endpoint": payload.endpoint, "direction": direction, "payload": payload.value }))
}

fn parse_result(line: &str) -> Result<PayloadResult, Box<dyn Error>> {
    let result: Value = serde_json::from_str(line)?;
    if let Some(value) = result.get("ok") {
        return Ok(Ok(value.clone()));
    }
    let violations = result.get("violations").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(Err(violations.iter().map(|violation| violation.as_str().unwrap_or_default().to_owned()).collect()))
}
