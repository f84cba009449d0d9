//! A program that decodes payloads with the types of a generated crate.

use std::{fs::File, path::Path, process::Command};

use fal_codegen::ir::Direction;
use fal_tests::rustc::{CrateType, Emit, Rustc, target};
use serde_json::{Value, json};

/// Returns the line of a payload that the program reads.
pub fn line(endpoint: &str, direction: Direction, payload: &Value) -> String {
    let direction = match direction {
        Direction::Request => "request",
        Direction::Response => "response",
    };
    json!([endpoint, direction, payload]).to_string() + "\n"
}

/// Compiles the program with a library, and returns its verdict on each line. `name` is the folder of its files.
pub fn verdicts(name: &str, library: &Path, lines: &[String]) -> Vec<Value> {
    let out = target().join("fal-tests").join(name);
    std::fs::create_dir_all(&out).unwrap();
    let source = out.join("runner.rs");
    std::fs::write(&source, include_str!("runner.rs")).unwrap();
    let mut rustc = Rustc::new(&source, CrateType::Binary, Emit::Linked, &out);
    rustc.link("generated", library);
    let finished = rustc.run().unwrap();
    assert!(finished.success, "{}", finished.err);
    let input = out.join("payloads.jsonl");
    std::fs::write(&input, lines.concat()).unwrap();
    let runner = out.join(format!("runner{}", std::env::consts::EXE_SUFFIX));
    let output = Command::new(runner).stdin(File::open(&input).unwrap()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let verdicts: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(verdicts.len(), lines.len(), "{}", String::from_utf8_lossy(&output.stderr));
    verdicts
}
