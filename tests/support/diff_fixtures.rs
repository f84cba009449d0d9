//! Pairs of specifications of our own wording, one change each: `tests/diff/<name>/old.json` and `new.json`, and
//! beside them programs that use exactly what changes, and payloads that are taken before it.

use std::{
    io,
    path::{Path, PathBuf},
};

use fal_codegen::Source;
use serde_json::Value;
use xtask::diff::{Comparison, SpecSnapshot};

use crate::{
    cases::{Question, Way},
    fixtures::home,
};

/// A specification in two states.
#[derive(Clone, Debug)]
pub struct DiffFixture {
    /// The name of its folder.
    pub name: String,
    /// The old state.
    pub old: Source,
    /// The new state.
    pub new: Source,
    /// The programs beside it.
    pub callers: Vec<Caller>,
    /// A payload that is taken before the change, from `payload.json`: `{"request": …}` or `{"response": …}`.
    pub taken: Option<Question>,
}

/// A program that uses what changes. It begins with `//! kind field: words`, and for each line of
/// `// refused: words` the compiler says these words of it after the change.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The name of its file.
    pub path: PathBuf,
    /// The kind of the change that it is about.
    pub kind: String,
    /// The field that the change is about; empty for a whole request, response or endpoint.
    pub field: String,
    /// What the compiler says.
    pub refused: Vec<String>,
}

/// Every pair, by name.
pub fn diff_fixtures() -> io::Result<Vec<DiffFixture>> {
    let mut pairs = Vec::new();
    for entry in std::fs::read_dir(home().join("diff"))? {
        let folder = entry?.path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let state =
            |file: &str| Ok::<_, io::Error>(Source::new(format!("{name}.json"), std::fs::read(folder.join(file))?));
        let (old, new) = (state("old.json")?, state("new.json")?);
        pairs.push(DiffFixture { old, new, callers: callers(&folder)?, taken: taken(&folder, &name)?, name });
    }
    pairs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(pairs)
}

fn taken(folder: &Path, name: &str) -> io::Result<Option<Question>> {
    let Ok(text) = std::fs::read_to_string(folder.join("payload.json")) else { return Ok(None) };
    let object: serde_json::Map<String, Value> = serde_json::from_str(&text)?;
    let endpoint = format!("acme/{}", name.replace('_', "-"));
    let question = object.into_iter().next().map(|(way, payload)| {
        let way = if way == "request" { Way::Request } else { Way::Response };
        Question { endpoint, way, payload }
    });
    Ok(question)
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
            let refused = text.lines().filter_map(|line| line.strip_prefix("// refused: ")).map(str::to_owned);
            let (kind, field) = (kind.to_owned(), field.to_owned());
            callers.push(Caller { kind, field, refused: refused.collect(), path });
        }
    }
    callers.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(callers)
}

impl DiffFixture {
    /// What `cargo xtask diff` says of it.
    pub fn compared(&self) -> Comparison {
        let snapshot =
            |name: &str, source: &Source| SpecSnapshot { name: name.to_owned(), sources: vec![source.clone()] };
        Comparison::new(&snapshot("old", &self.old), &snapshot("new", &self.new))
    }
}
