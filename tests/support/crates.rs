//! A stand-alone crate of generated code below the target folder, and cargo run on it.
//!
//! It shares the target folder of the tests, so that what it depends on is not compiled once more.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use fal_codegen::{Options, Source, generate, render::Target};
use xtask::{
    dir::{Extraneous, WriteMode, sync},
    standalone,
};

use crate::fixtures::workspace;

/// A crate that cargo can build.
#[derive(Clone, Debug)]
pub struct Crate {
    folder: PathBuf,
    target: PathBuf,
}

impl Crate {
    /// A package around the endpoints of these sources, with further files. What is right already is not touched.
    pub fn write(name: &str, sources: &[Source], files: &[(&str, &str)]) -> io::Result<Self> {
        let output = generate(sources, &Options::new(Target::package(name)));
        let target = target()?;
        let folder = target.join("fal-tests").join(name);
        let mut others = standalone::files(name, &workspace().join("generated/runtime"), &output);
        others.extend(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
        sync(&folder.join("src/endpoints"), &output.files, Extraneous::Remove, WriteMode::Write)?;
        sync(&folder, &others, Extraneous::Keep, WriteMode::Write)?;
        // The versions of the workspace; cargo adds the package itself.
        std::fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(Self { folder, target })
    }

    /// Runs a command of cargo on the crate, offline, with the features and the profile that the tests have.
    pub fn cargo(&self, command: &str, arguments: &[&str]) -> io::Result<Ran> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut process = Command::new(cargo);
        process.args([command, "--offline", "--features", "catalog"]).args(arguments).current_dir(&self.folder);
        process.env("CARGO_TARGET_DIR", &self.target).env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
        process.output().map(Ran::from)
    }

    /// Where cargo puts what it builds.
    pub fn built(&self) -> PathBuf {
        self.target.join("debug")
    }

    /// The folder of the crate.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// What a command said.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Whether it ended well.
    pub success: bool,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { success: output.status.success(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// The target folder that this test was built in: `target/debug/deps/test` lies three levels below it.
fn target() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(3).unwrap_or(&program);
    Ok(target.to_owned())
}

/// The libraries that a build has made, by name, as cargo's JSON messages tell.
pub fn libraries(messages: &str) -> BTreeMap<String, String> {
    let artefacts = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let libraries = artefacts.filter_map(|message| {
        let files = message.get("filenames")?.as_array()?;
        let library = files
            .iter()
            .filter_map(|file| file.as_str())
            .find(|file| Path::new(file).extension().is_some_and(|ending| ending == "rlib"))?;
        Some((message.pointer("/target/name")?.as_str()?.to_owned(), library.to_owned()))
    });
    libraries.collect()
}
