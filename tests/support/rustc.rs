//! Compiles Rust against the crates that cargo built for these tests, by calling rustc directly.
//!
//! A harness that runs cargo on a package of its own compiles every dependency once more, because its features differ.
//! Here cargo only reports the artifacts that `cargo test --workspace` has built already.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use serde_json::Value;

use crate::fixtures::workspace;

/// Crates that compiled programs may name.
const EXTERNS: &[&str] = &["fal_runtime", "fal_sdk", "serde_json", "tokio"];

/// Paths of what cargo built for `cargo test --workspace`, by name.
#[derive(Debug, Default)]
pub struct Artifacts {
    libraries: BTreeMap<String, PathBuf>,
    examples: BTreeMap<String, PathBuf>,
}

/// Output of a finished process.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Whether the exit status is 0.
    pub success: bool,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Finished {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { success: output.status.success(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// Kind of crate to compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrateType {
    /// A library.
    Library,
    /// A program.
    Binary,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emit {
    /// A library that other crates can link, or an executable.
    Linked,
    /// Object files: every constant is evaluated, but nothing is linked.
    Object,
}

/// Builds a rustc command, or one of Clippy, which takes the same arguments.
#[derive(Debug)]
pub struct Rustc(Command);

impl Rustc {
    /// Compiles a source file into a folder.
    pub fn new(source: &Path, crate_type: CrateType, emit: Emit, out: &Path) -> Self {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let mut rustc = Self(Command::new(rustc));
        rustc.inputs(source, out);
        let crate_type = match crate_type {
            CrateType::Library => "lib",
            CrateType::Binary => "bin",
        };
        let emit = match emit {
            Emit::Linked => "metadata,link",
            Emit::Object => "obj",
        };
        rustc.args(["--crate-type", crate_type, "--emit", emit]);
        rustc
    }

    /// Lints a library with Clippy.
    pub fn clippy(source: &Path, out: &Path) -> Self {
        let mut clippy = Self(Command::new("clippy-driver"));
        clippy.inputs(source, out);
        clippy.0.args(["--crate-type", "lib", "--emit", "metadata"]);
        clippy
    }

    fn inputs(&mut self, source: &Path, out: &Path) {
        self.0.args(["--edition", "2024"]).arg(source).arg("--out-dir").arg(out);
        self.0.arg("-L").arg(format!("dependency={}", target().join(profile()).join("deps").display()));
        for (name, library) in Artifacts::libraries().externs() {
            self.link(name, library);
        }
    }

    /// Makes a library available under a name.
    pub fn link(&mut self, name: &str, library: &Path) -> &mut Self {
        self.0.arg("--extern").arg(format!("{name}={}", library.display()));
        if let Some(folder) = library.parent() {
            self.0.arg("-L").arg(format!("dependency={}", folder.display()));
        }
        self
    }

    /// Adds arguments.
    pub fn args<'a>(&mut self, arguments: impl IntoIterator<Item = &'a str>) -> &mut Self {
        self.0.args(arguments);
        self
    }

    /// Runs the command.
    pub fn run(&mut self) -> io::Result<Finished> {
        self.0.output().map(Finished::from)
    }
}

impl Artifacts {
    /// Libraries, with the features that the tests have.
    pub fn libraries() -> &'static Self {
        static LIBRARIES: OnceLock<Artifacts> = OnceLock::new();
        // The features depend on the packages, not on the targets; one target suffices.
        LIBRARIES.get_or_init(|| Self::build(&["--test", "compile"]))
    }

    /// Executable of an example of `fal-sdk`.
    pub fn example(name: &str) -> Option<&'static Path> {
        static EXAMPLES: OnceLock<Artifacts> = OnceLock::new();
        EXAMPLES.get_or_init(|| Self::build(&[])).examples.get(name).map(PathBuf::as_path)
    }

    fn build(arguments: &[&str]) -> Self {
        let mut cargo = cargo();
        cargo.args(["test", "--workspace", "--no-run", "--locked", "--message-format=json"]).args(arguments);
        if profile() == "release" {
            cargo.arg("--release");
        }
        cargo.current_dir(workspace()).env("CARGO_TARGET_DIR", target()).stderr(Stdio::inherit());
        let messages = cargo.output().map(|output| output.stdout).unwrap_or_default();
        Self::from_messages(messages.split(|byte| *byte == b'\n'))
    }

    /// Reads cargo's JSON messages, one per line.
    fn from_messages<'m>(messages: impl Iterator<Item = &'m [u8]>) -> Self {
        let mut artifacts = Self::default();
        for message in messages.filter_map(|line| serde_json::from_slice::<Value>(line).ok()) {
            artifacts.add(&message);
        }
        artifacts
    }

    fn add(&mut self, message: &Value) -> Option<()> {
        let target = message.get("target")?;
        let name = target.get("name")?.as_str()?.to_owned();
        let kinds = target.get("kind")?.as_array()?;
        let is = |kind: &str| kinds.iter().any(|other| other == kind);
        if is("example") {
            let executable = message.get("executable")?.as_str()?;
            self.examples.insert(name, executable.into());
        } else if is("lib") {
            let files = message.get("filenames")?.as_array()?.iter().filter_map(Value::as_str).map(PathBuf::from);
            let library = files.into_iter().find(|file| file.extension().is_some_and(|ending| ending == "rlib"))?;
            self.libraries.insert(name, library);
        }
        Some(())
    }

    /// The libraries that programs may name.
    pub fn externs(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        EXTERNS.iter().filter_map(|name| Some((*name, self.libraries.get(*name)?.as_path())))
    }
}

/// The cargo that runs these tests, without the variables that it sets for them. Build scripts depend on some of
/// those, so with them cargo would consider their packages changed.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let of_package = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
    let variables = std::env::vars_os().map(|(name, _)| name);
    for name in variables.filter(|name| of_package.iter().any(|start| name.to_string_lossy().starts_with(start))) {
        cargo.env_remove(name);
    }
    cargo
}

/// The target folder of this test: its program is `target/<profile>/deps/<name>`.
pub fn target() -> PathBuf {
    ancestor(3)
}

/// The folder of the profile inside of the target folder, for example `debug`.
fn profile() -> String {
    ancestor(2).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn ancestor(levels: usize) -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program.ancestors().nth(levels).unwrap_or(&program).to_owned()
}
