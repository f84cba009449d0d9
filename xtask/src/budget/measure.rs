//! The measures: the crate is built without endpoints and with all of them, and the difference is shared out.

use std::{
    error::Error,
    fmt, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::workspace::Workspace;

/// What one endpoint costs, on average.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    source_bytes: u64,
    metadata_bytes: u64,
    ir_lines: u64,
}

impl Cost {
    /// Each measure with its name.
    pub(super) fn each(&self) -> [(&'static str, u64); 3] {
        [
            ("bytes of source", self.source_bytes),
            ("bytes of metadata", self.metadata_bytes),
            ("lines of LLVM IR", self.ir_lines),
        ]
    }

    /// The measures as they were written down.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let of = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            line.and_then(|number| number.trim().parse().ok()).ok_or_else(|| format!("there is no number for `{name}`"))
        };
        let [source, metadata, ir] = Self::default().each().map(|(name, _)| of(name));
        Ok(Self { source_bytes: source?, metadata_bytes: metadata?, ir_lines: ir? })
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.each().iter().try_for_each(|(name, value)| writeln!(f, "{name}: {value}"))
    }
}

/// Builds twice and compares.
pub(super) fn measure(workspace: &Workspace) -> Result<Cost, Box<dyn Error>> {
    let count = endpoints(workspace)?.max(1);
    let without = built(workspace, &[])?;
    let with = built(workspace, &["--features", "all"])?;
    let share = |with: u64, without: u64| with.saturating_sub(without) / count;
    Ok(Cost {
        source_bytes: size_below(&workspace.endpoints())? / count,
        metadata_bytes: share(with.metadata_bytes, without.metadata_bytes),
        ir_lines: share(with.ir_lines, without.ir_lines),
    })
}

/// How many endpoints the crate has: each has one snapshot of its meaning.
fn endpoints(workspace: &Workspace) -> io::Result<u64> {
    let mut count = 0;
    for entry in fs::read_dir(workspace.meanings())? {
        count += u64::from(entry?.path().extension().is_some_and(|ending| ending == "snap"));
    }
    Ok(count)
}

/// The bytes of Rust below a folder. The schemas beside it are read where the catalogue is asked for, and not compiled.
fn size_below(folder: &Path) -> io::Result<u64> {
    let mut size = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_rust = path.extension().is_some_and(|ending| ending == "rs");
        size += if path.is_dir() {
            size_below(&path)?
        } else if is_rust {
            fs::metadata(&path)?.len()
        } else {
            0
        };
    }
    Ok(size)
}

/// What a build of the library left behind.
struct Built {
    metadata_bytes: u64,
    ir_lines: u64,
}

fn built(workspace: &Workspace, features: &[&str]) -> Result<Built, Box<dyn Error>> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["rustc", "--package", "fal-sdk", "--lib", "--no-default-features", "--message-format=json"])
        .args(features)
        .args(["--", "--emit=llvm-ir", "-Ccodegen-units=1"])
        .env("CARGO_INCREMENTAL", "0")
        .current_dir(workspace.generated())
        .output()?;
    if !output.status.success() {
        return Err(format!("the crate does not build:\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let metadata = messages.lines().find_map(metadata).ok_or("the build left no metadata of fal-sdk")?;
    let stem = metadata.file_stem().map(|stem| stem.to_string_lossy().trim_start_matches("lib").to_owned());
    let ir = fs::read_to_string(metadata.with_file_name(format!("{}.ll", stem.unwrap_or_default())))?;
    // Instructions are indented; what stands at the margin are declarations and debug information.
    let ir_lines = ir.lines().filter(|line| line.starts_with("  ")).count() as u64;
    Ok(Built { metadata_bytes: fs::metadata(&metadata)?.len(), ir_lines })
}

/// The metadata file of the library, if a message of cargo names it.
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
    fn what_is_written_down_is_read_again() {
        let cost = Cost { source_bytes: 1, metadata_bytes: 20, ir_lines: 300 };
        assert_eq!(Cost::parse(&cost.to_string()), Ok(cost));
    }

    #[test]
    fn a_measure_that_is_missing_is_named() {
        let error = Cost::parse("bytes of source: 1\nlines of LLVM IR: many\n").unwrap_err();
        assert_eq!(error, "there is no number for `bytes of metadata`");
    }

    #[test]
    fn messages_about_other_crates_are_passed_over() {
        let message =
            |name: &str| format!(r#"{{"target":{{"name":"{name}"}},"filenames":["x.rlib","lib{name}-1.rmeta"]}}"#);
        assert_eq!(metadata(&message("serde")), None);
        assert_eq!(metadata(&message("fal_sdk")), Some(PathBuf::from("libfal_sdk-1.rmeta")));
        assert_eq!(metadata("Compiling"), None);
    }
}
