//! Measures compile cost: builds `fal-sdk` without and with all endpoints and divides the difference by their number.

use std::{
    error::Error,
    fmt, io,
    path::{Path, PathBuf},
    process::Command,
};

use fs_err as fs;

use serde_json::Value;

use crate::workspace::Workspace;

/// Average compile cost of an endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CompileCost {
    source_bytes: u64,
    metadata_bytes: u64,
    ir_lines: u64,
}

impl CompileCost {
    /// Returns name and value of each measure.
    pub(super) fn measures(&self) -> [(&'static str, u64); 3] {
        [
            ("bytes of source", self.source_bytes),
            ("bytes of metadata", self.metadata_bytes),
            ("lines of LLVM IR", self.ir_lines),
        ]
    }

    /// Parses a budget file.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            line.and_then(|number| number.trim().parse().ok())
                .ok_or_else(|| format!("no number for `{name}` in the budget file"))
        };
        let [source, metadata, ir] = Self::default().measures().map(|(name, _)| value(name));
        Ok(Self { source_bytes: source?, metadata_bytes: metadata?, ir_lines: ir? })
    }
}

impl fmt::Display for CompileCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.measures().iter().try_for_each(|(name, value)| writeln!(f, "{name}: {value}"))
    }
}

/// Measures the compile cost of an endpoint.
pub(super) fn measure(workspace: &Workspace) -> Result<CompileCost, Box<dyn Error>> {
    let count = endpoint_count(workspace)?.max(1);
    let without = build(workspace, &[])?;
    let with = build(workspace, &["--features", "all"])?;
    let share = |with: u64, without: u64| with.saturating_sub(without) / count;
    Ok(CompileCost {
        source_bytes: rust_bytes(&workspace.endpoints())? / count,
        metadata_bytes: share(with.metadata_bytes, without.metadata_bytes),
        ir_lines: share(with.ir_lines, without.ir_lines),
    })
}

/// Returns the number of endpoints, each of which has one summary snapshot.
fn endpoint_count(workspace: &Workspace) -> io::Result<u64> {
    let mut count = 0;
    for entry in fs::read_dir(workspace.summaries())? {
        count += u64::from(entry?.path().extension().is_some_and(|ending| ending == "snap"));
    }
    Ok(count)
}

/// Returns the total size of the Rust files in a folder. The JSON schemas next to them are compiled only with the
/// feature `catalog`.
fn rust_bytes(folder: &Path) -> io::Result<u64> {
    let mut size = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_rust = path.extension().is_some_and(|ending| ending == "rs");
        size += if path.is_dir() {
            rust_bytes(&path)?
        } else if is_rust {
            fs::metadata(&path)?.len()
        } else {
            0
        };
    }
    Ok(size)
}

/// Sizes of the compiler's output.
struct BuildOutput {
    metadata_bytes: u64,
    ir_lines: u64,
}

fn build(workspace: &Workspace, features: &[&str]) -> Result<BuildOutput, Box<dyn Error>> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["rustc", "--package", "fal-sdk", "--lib", "--no-default-features", "--message-format=json"])
        .args(features)
        .args(["--", "--emit=llvm-ir", "-Ccodegen-units=1"])
        .env("CARGO_INCREMENTAL", "0")
        .current_dir(workspace.generated())
        .output()?;
    if !output.status.success() {
        return Err(format!("fal-sdk does not build:\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let metadata = messages.lines().find_map(metadata).ok_or("cargo reported no metadata file of fal-sdk")?;
    let stem = metadata.file_stem().map(|stem| stem.to_string_lossy().trim_start_matches("lib").to_owned());
    let ir = fs::read_to_string(metadata.with_file_name(format!("{}.ll", stem.unwrap_or_default())))?;
    // Only instructions are indented; declarations and debug information are not counted.
    let ir_lines = ir.lines().filter(|line| line.starts_with("  ")).count() as u64;
    Ok(BuildOutput { metadata_bytes: fs::metadata(&metadata)?.len(), ir_lines })
}

/// Returns the metadata file of `fal-sdk` if a message of cargo names it.
fn metadata(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let library = message.pointer("/target/name")?.as_str()? == "fal_sdk";
    let files = message.get("filenames").filter(|_| library)?.as_array()?;
    files
        .iter()
        .filter_map(Value::as_str)
        .map(PathBuf::from)
        .find(|path| path.extension().is_some_and(|e| e == "rmeta"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_file_round_trips() {
        let cost = CompileCost { source_bytes: 1, metadata_bytes: 20, ir_lines: 300 };
        assert_eq!(CompileCost::parse(&cost.to_string()), Ok(cost));
    }

    #[test]
    fn a_missing_measure_is_an_error() {
        let error = CompileCost::parse("bytes of source: 1\nlines of LLVM IR: many\n").unwrap_err();
        assert_eq!(error, "no number for `bytes of metadata` in the budget file");
    }

    #[test]
    fn messages_about_other_crates_are_ignored() {
        let message =
            |name: &str| format!(r#"{{"target":{{"name":"{name}"}},"filenames":["x.rlib","lib{name}-1.rmeta"]}}"#);
        assert_eq!(metadata(&message("serde")), None);
        assert_eq!(metadata(&message("fal_sdk")), Some(PathBuf::from("libfal_sdk-1.rmeta")));
        assert_eq!(metadata("Compiling"), None);
    }
}
