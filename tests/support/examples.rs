//! The examples of `fal-sdk` as programs, built once, each run in a folder of its own against a local fal.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    process::{self, Command, Output, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use serde_json::Value;

use crate::fixtures::workspace;

/// A folder that an example runs in; it is removed when this is dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Folder {
    /// An empty folder.
    pub fn new() -> io::Result<Self> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("fal-examples-{}-{number}", process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Its files by name.
    pub fn files(&self) -> io::Result<BTreeMap<String, Vec<u8>>> {
        let entries = std::fs::read_dir(&self.0)?;
        entries
            .map(|entry| {
                let entry = entry?;
                Ok((entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path())?))
            })
            .collect()
    }

    /// An example with its arguments, asking the local fal at an address.
    pub fn example(&self, name: &str, arguments: &[&str], url: &str) -> Command {
        let mut command = Command::new(built().get(name).map_or(Path::new(name), PathBuf::as_path));
        command.args(arguments).current_dir(&self.0).stdin(Stdio::null()).env("FAL_MOCK_URL", url);
        command.env("NO_PROXY", "127.0.0.1");
        for variable in ["FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs an example to its end.
    pub fn run(&self, name: &str, arguments: &[&str], url: &str) -> io::Result<Output> {
        self.example(name, arguments, url).output()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Where each example is, by name. `cargo test --workspace` has built them already; then this only asks.
fn built() -> &'static BTreeMap<String, PathBuf> {
    static BUILT: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    BUILT.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let build = Command::new(cargo)
            .args(["build", "--workspace", "--examples", "--locked", "--message-format=json"])
            .current_dir(workspace())
            .stderr(Stdio::inherit())
            .output();
        let told = build.map(|output| output.stdout).unwrap_or_default();
        let artifacts = told.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
        artifacts.filter_map(|artifact| executable(&artifact)).collect()
    })
}

fn executable(artifact: &Value) -> Option<(String, PathBuf)> {
    let target = artifact.get("target")?;
    let name = target.get("name")?.as_str()?;
    let is_example = target.get("kind")?.as_array()?.iter().any(|kind| kind == "example");
    is_example.then(|| Some((name.to_owned(), artifact.get("executable")?.as_str()?.into())))?
}
