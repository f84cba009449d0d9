//! A stand-alone crate of generated code below the target folder, compiled by rustc.

use std::{
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use fal_codegen::{Options, Source, generate, render::Target};
use xtask::{
    dir::{Extraneous, WriteMode, sync},
    standalone,
};

use crate::{
    fixtures::workspace,
    rustc::{Artifacts, CrateType, Emit, Finished, Rustc, target},
};

/// A stand-alone crate with every feature enabled.
#[derive(Clone, Debug)]
pub struct GeneratedCrate {
    name: String,
    folder: PathBuf,
    features: Vec<String>,
    sources: Vec<PathBuf>,
}

impl GeneratedCrate {
    /// Writes the package `name` with the endpoints of these sources. Files that are up to date keep their times.
    pub fn write(name: &str, sources: &[Source]) -> io::Result<Self> {
        let output = generate(sources, &Options::new(Target::package(name)));
        let folder = target().join("fal-tests").join(name);
        let others = standalone::files(name, &workspace().join("generated/runtime"), &output);
        sync(&folder.join("src/endpoints"), &output.files, Extraneous::Remove, WriteMode::Write)?;
        sync(&folder, &others, Extraneous::Keep, WriteMode::Write)?;
        // The versions of the workspace; cargo adds the package itself.
        std::fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let features = output.owners.iter().chain(&output.features).cloned().chain(["catalog".to_owned()]);
        let endpoints = output.files.keys().map(|path| folder.join("src/endpoints").join(path));
        let sources = endpoints.chain(others.keys().map(|path| folder.join(path))).collect();
        Ok(Self { name: name.to_owned(), features: features.collect(), sources, folder })
    }

    /// Name of the library.
    pub fn library_name(&self) -> String {
        self.name.replace('-', "_")
    }

    /// Folder of the package.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn arguments(&self) -> Vec<String> {
        let features = self.features.iter().flat_map(|feature| ["--cfg".to_owned(), format!("feature={feature:?}")]);
        let checked = ["--check-cfg".to_owned(), "cfg(feature, values(any()))".to_owned()];
        let name = ["--crate-name".to_owned(), self.library_name(), "-D".to_owned(), "warnings".to_owned()];
        name.into_iter().chain(checked).chain(features).collect()
    }

    /// Compiles the library with warnings denied, unless it is newer than its sources and dependencies.
    /// Returns its path, or what the compiler said.
    pub fn build(&self) -> io::Result<Result<PathBuf, Finished>> {
        let out = self.folder.join("target");
        let library = out.join(format!("lib{}.rlib", self.library_name()));
        if self.is_fresh(&library)? {
            return Ok(Ok(library));
        }
        std::fs::create_dir_all(&out)?;
        let mut rustc = Rustc::new(&self.folder.join("src/lib.rs"), CrateType::Library, Emit::Linked, &out);
        let finished = rustc.args(self.arguments().iter().map(String::as_str)).run()?;
        Ok(if finished.success { Ok(library) } else { Err(finished) })
    }

    /// Whether the library is newer than its sources and dependencies.
    fn is_fresh(&self, library: &Path) -> io::Result<bool> {
        let modified = |path: &Path| std::fs::metadata(path).and_then(|metadata| metadata.modified());
        let Ok(built) = modified(library) else { return Ok(false) };
        let inputs =
            self.sources.iter().map(PathBuf::as_path).chain(Artifacts::libraries().externs().map(|(_, path)| path));
        let times = inputs.map(modified).collect::<io::Result<Vec<SystemTime>>>()?;
        Ok(times.iter().all(|time| *time < built))
    }

    /// Lints the library with Clippy, with warnings denied.
    pub fn clippy(&self) -> io::Result<Finished> {
        let out = self.folder.join("target/clippy");
        std::fs::create_dir_all(&out)?;
        let mut clippy = Rustc::clippy(&self.folder.join("src/lib.rs"), &out);
        clippy.args(self.arguments().iter().map(String::as_str)).run()
    }
}
