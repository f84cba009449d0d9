//! Diff fixtures: a specification in two states that differ in one change, `tests/diff/<name>/old.json` and `new.json`.
//! Next to them are programs that use exactly the changed item, and payloads that the old types accept.

use std::{
    io,
    path::{Path, PathBuf},
};

use fal_codegen::{Source, ir::Direction};
use serde_json::Value;
use xtask::diff::{Comparison, SpecSnapshot};

use crate::{cases::PayloadCheck, fixtures::home};

/// A specification before and after a change.
#[derive(Clone, Debug)]
pub struct DiffFixture {
    /// Name of its folder.
    pub name: String,
    /// Snapshot before the change.
    pub old: Source,
    /// Snapshot after the change.
    pub new: Source,
    /// Programs in its folder.
    pub callers: Vec<Caller>,
    /// Payload that is accepted before the change, from `payload.json`: `{"request": …}` or `{"response": …}`.
    pub payload: Option<PayloadCheck>,
}

/// A program that uses the changed item. It begins with `//! <kind of change> <field>: <description>`.
/// Each line `// error: <text>` is part of the compiler's output after the change.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Path of the file.
    pub path: PathBuf,
    /// `ChangeKind` of the change.
    pub kind: String,
    /// Field that changes; empty if the change is about a whole request, response or endpoint.
    pub field: String,
    /// Expected texts in the compiler's output.
    pub errors: Vec<String>,
}

/// Reads every diff fixture, sorted by name.
pub fn diff_fixtures() -> io::Result<Vec<DiffFixture>> {
    let mut fixtures = Vec::new();
    for entry in std::fs::read_dir(home().join("diff"))? {
        let folder = entry?.path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let state =
            |file: &str| Ok::<_, io::Error>(Source::new(format!("{name}.json"), std::fs::read(folder.join(file))?));
        let (old, new) = (state("old.json")?, state("new.json")?);
        fixtures.push(DiffFixture { old, new, callers: callers(&folder)?, payload: payload(&folder, &name)?, name });
    }
    fixtures.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(fixtures)
}

fn payload(folder: &Path, name: &str) -> io::Result<Option<PayloadCheck>> {
    let Ok(text) = std::fs::read_to_string(folder.join("payload.json")) else { return Ok(None) };
    let object: serde_json::Map<String, Value> = serde_json::from_str(&text)?;
    let endpoint = format!("acme/{}", name.replace('_', "-"));
    let check = object.into_iter().next().map(|(direction, payload)| {
        let direction = if direction == "request" { Direction::Request } else { Direction::Response };
        PayloadCheck { endpoint, direction, payload }
    });
    Ok(check)
}

fn callers(folder: &Path) -> io::Result<Vec<Caller>> {
    let mut callers = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path)?;
            let first = text.lines().next().unwrap_or_default().trim_start_matches("//! ");
            let about = first.split(": ").next().unwrap_or_default();
            let (kind, field) = about.split_once(' ').unwrap_or((about, ""));
            let errors = text.lines().filter_map(|line| line.strip_prefix("// error: ")).map(str::to_owned);
            let (kind, field) = (kind.to_owned(), field.to_owned());
            callers.push(Caller { kind, field, errors: errors.collect(), path });
        }
    }
    callers.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(callers)
}

impl DiffFixture {
    /// Compares both states, as `cargo xtask diff` does.
    pub fn compared(&self) -> Comparison {
        // With empty locks both states are named from scratch, so that names can change.
        let lock = Some(String::new());
        let snapshot = |name: &str, source: &Source| SpecSnapshot {
            name: name.to_owned(),
            sources: vec![source.clone()],
            lock: lock.clone(),
        };
        Comparison::new(&snapshot("old", &self.old), &snapshot("new", &self.new))
    }
}
