//! What the compiler, Clippy and rustdoc have to say of a generated crate.

use std::{error::Error, path::Path, process::Command};

use serde_json::Value;

use crate::workspace::Workspace;

/// The tools, and the measure that their warnings are counted under.
pub(super) const TOOLS: &[(&str, &[&str])] =
    &[("warnings of Clippy", &["clippy"]), ("warnings of rustdoc", &["doc", "--no-deps"])];

/// A command of cargo in the generated crate, with what is built for this workspace at hand: the same folder
/// and the same profile, so that dependencies are not built twice.
pub(super) fn cargo(folder: &Path, workspace: &Workspace) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    command.env("CARGO_TARGET_DIR", workspace.target()).env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
    command
}

/// The warnings and errors that a tool has about the crate itself, in the compiler's own words.
pub(super) fn warnings(folder: &Path, workspace: &Workspace, tool: &[&str]) -> Result<Vec<String>, Box<dyn Error>> {
    let output = cargo(folder, workspace)
        .args(tool)
        .args(["--quiet", "--features", "catalog", "--message-format", "json"])
        .output()?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let told = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let own = told.filter(|message| text(message, "/reason") == Some("compiler-message"));
    let own = own.filter(|message| text(message, "/target/name") == Some(super::PACKAGE));
    let counted = own.filter(|message| matches!(text(message, "/message/level"), Some("warning" | "error")));
    // The line that only counts the others has no place of its own.
    let placed = counted.filter(|message| message.pointer("/message/spans/0").is_some());
    Ok(placed.filter_map(|message| text(&message, "/message/rendered").map(str::to_owned)).collect())
}

fn text<'m>(message: &'m Value, pointer: &str) -> Option<&'m str> {
    message.pointer(pointer).and_then(Value::as_str)
}
