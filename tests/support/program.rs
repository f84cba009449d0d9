//! Runs `cargo xtask` in a temporary workspace.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    process::{self, Command},
    sync::atomic::{AtomicU32, Ordering},
};

use fal_codegen::Source;

/// A temporary workspace, removed on drop.
#[derive(Debug)]
pub struct TestWorkspace {
    root: PathBuf,
    program: PathBuf,
}

/// Output of a finished run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The exit status.
    pub status: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl TestWorkspace {
    /// Creates an empty workspace for the program at a path.
    pub fn new(program: &str) -> io::Result<Self> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("fal-tests-{}-{number}", process::id()));
        for member in ["codegen", "generated", "xtask", "tests"] {
            std::fs::create_dir_all(root.join(member))?;
            std::fs::write(root.join(member).join("Cargo.toml"), "")?;
        }
        std::fs::create_dir_all(root.join("spec"))?;
        Ok(Self { root, program: program.into() })
    }

    /// Adds specifications.
    pub fn with(self, sources: &[Source]) -> io::Result<Self> {
        for source in sources {
            self.write(&format!("spec/{}", source.name), &source.bytes)?;
        }
        Ok(self)
    }

    /// The path of a file or folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
        std::fs::write(path, bytes)
    }

    /// Removes a file.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        std::fs::remove_file(self.path(name))
    }

    /// Returns the program with space-separated arguments, and without a proxy for local servers.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments.split(' ')).current_dir(&self.root).env("NO_PROXY", "127.0.0.1");
        command
    }

    /// Runs the program with space-separated arguments.
    pub fn run(&self, arguments: &str) -> io::Result<Ended> {
        let ended = self.command(arguments).output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Ended { status: ended.status.code(), out: text(&ended.stdout), err: text(&ended.stderr) })
    }

    /// Reads every file below a folder, by relative path.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(folder), "", &mut files);
        files
    }
}

impl Drop for TestWorkspace {
    fn drop(&mut self) {
        // A folder that cannot be removed is left to the system.
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

fn collect(folder: &Path, above: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{above}{}", entry.file_name().to_string_lossy());
        match std::fs::read(entry.path()) {
            Ok(bytes) => drop(files.insert(name, bytes)),
            Err(_) => collect(&entry.path(), &format!("{name}/"), files),
        }
    }
}
