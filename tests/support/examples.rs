//! Runs the examples of `fal-sdk` as programs, each in a temporary folder, against the mock server.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    process::{self, Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use crate::rustc::Artifacts;

/// Working folder of an example, removed on drop.
#[derive(Debug)]
pub struct Folder(PathBuf);

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Folder {
    /// Creates an empty folder.
    pub fn new() -> io::Result<Self> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("fal-examples-{}-{number}", process::id()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// Path of the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Reads its files, by name.
    pub fn files(&self) -> io::Result<BTreeMap<String, Vec<u8>>> {
        let entries = std::fs::read_dir(&self.0)?;
        entries
            .map(|entry| {
                let entry = entry?;
                Ok((entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path())?))
            })
            .collect()
    }

    /// Returns the command that runs an example with arguments against the mock server at a URL.
    pub fn example(&self, name: &str, arguments: &[&str], url: &str) -> Command {
        let mut command = Command::new(Artifacts::example(name).unwrap_or(Path::new(name)));
        command.args(arguments).current_dir(&self.0).stdin(Stdio::null()).env("FAL_MOCK_URL", url);
        command.env("NO_PROXY", "127.0.0.1");
        for variable in ["FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs an example and waits for it.
    pub fn run(&self, name: &str, arguments: &[&str], url: &str) -> io::Result<Output> {
        self.example(name, arguments, url).output()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
