//! Warnings of the compiler, Clippy and rustdoc about a generated crate.

use std::{error::Error, path::Path, process::Command};

use serde_json::Value;

use crate::workspace::Workspace;

/// Cargo commands, and the measure that counts their warnings.
pub(super) const TOOLS: &[(&str, &[&str])] =
    &[("warnings of Clippy", &["clippy"]), ("warnings of rustdoc", &["doc", "--no-deps"])];

/// Returns a cargo command in the generated crate, with target folder and profile of the workspace, so that dependencies
/// are not built twice.
pub(super) fn cargo(folder: &Path, workspace: &Workspace) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    command.env("CARGO_TARGET_DIR", workspace.target()).env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
    command
}

/// Returns the rendered warnings and errors of a tool about the crate itself.
pub(super) fn warnings(folder: &Path, workspace: &Workspace, tool: &[&str]) -> Result<Vec<String>, Box<dyn Error>> {
    let output = cargo(folder, workspace)
        .args(tool)
        .args(["--quiet", "--features", "catalog", "--message-format", "json"])
        .output()?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let parsed = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let own = parsed.filter(|message| text(message, "/reason") == Some("compiler-message"));
    let own = own.filter(|message| text(message, "/target/name") == Some(super::PACKAGE));
    let counted = own.filter(|message| matches!(text(message, "/message/level"), Some("warning" | "error")));
    // The summary message that counts the others has no span.
    let located = counted.filter(|message| message.pointer("/message/spans/0").is_some());
    Ok(located.filter_map(|message| text(&message, "/message/rendered").map(str::to_owned)).collect())
}

fn text<'m>(message: &'m Value, pointer: &str) -> Option<&'m str> {
    message.pointer(pointer).and_then(Value::as_str)
}
