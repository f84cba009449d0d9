//! What the last run was given and what it wrote, so that a run that would change nothing is short.
//!
//! The memory stands among what is built, never in the repository, and is believed only where it fits
//! everything: this program, the specifications, and every file, the names of shared types among them, as
//! it was left. `--check` does not ask it.

use std::{
    collections::BTreeMap,
    hash::Hasher,
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use fal_codegen::{Options, Output, Source};
use fnv::FnvHasher;
use serde::{Deserialize, Serialize};

use super::destination::Destination;
use crate::workspace::Workspace;

/// A run that can be remembered.
pub(super) struct Memory {
    file: PathBuf,
    given: u64,
}

/// What is remembered of a run.
#[derive(Serialize, Deserialize)]
pub(super) struct Remembered {
    given: u64,
    written: u64,
    /// What was told about the specifications.
    pub(super) told: String,
    /// How many endpoints there are.
    pub(super) endpoints: usize,
    /// Whether a specification was refused and skipped.
    refused: bool,
}

impl Remembered {
    /// The exit status of the run.
    pub(super) fn status(&self) -> ExitCode {
        if self.refused { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

impl Memory {
    /// The memory of runs into one folder, with what this run is given. `None` where it cannot be told
    /// which program this is.
    pub(super) fn of(
        workspace: &Workspace,
        destination: &Destination,
        options: &Options,
        sources: &[Source],
    ) -> Option<Self> {
        let mut given = FnvHasher::default();
        program(&mut given).ok()?;
        given.write(format!("{:?}", (&options.target, options.on_error)).as_bytes());
        for source in sources {
            part(&mut given, source.name.as_bytes());
            part(&mut given, &source.bytes);
        }
        let mut place = FnvHasher::default();
        place.write(destination.endpoints().to_string_lossy().as_bytes());
        let file = workspace.target().join(format!("codegen-memory/{:016x}.json", place.finish()));
        Some(Self { file, given: given.finish() })
    }

    /// The last run, if it was given the same and everything is as it left it.
    pub(super) fn recall(&self, destination: &Destination) -> Option<Remembered> {
        let remembered: Remembered = serde_json::from_slice(&std::fs::read(&self.file).ok()?).ok()?;
        let same = remembered.given == self.given && remembered.written == written(&destination.files()).ok()?;
        same.then_some(remembered)
    }

    /// Remembers this run. A memory that cannot be kept only makes the next run longer.
    pub(super) fn keep(&self, destination: &Destination, told: String, output: &Output) {
        let keep = || -> io::Result<()> {
            let remembered = Remembered {
                given: self.given,
                written: written(&destination.files())?,
                told,
                endpoints: output.api.endpoints.len(),
                refused: output.is_refused(),
            };
            if let Some(parent) = self.file.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&self.file, serde_json::to_vec(&remembered)?)
        };
        let _ = keep();
    }
}

/// This program: a rebuilt one is another.
fn program(hasher: &mut FnvHasher) -> io::Result<()> {
    let metadata = std::fs::metadata(std::env::current_exe()?)?;
    let modified = metadata.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    hasher.write_u64(metadata.len());
    hasher.write_u128(modified.as_nanos());
    Ok(())
}

fn part(hasher: &mut FnvHasher, bytes: &[u8]) {
    hasher.write_usize(bytes.len());
    hasher.write(bytes);
}

/// The files as they are: of each folder those that are named, or all where none is.
fn written(folders: &[(&Path, Vec<String>)]) -> io::Result<u64> {
    let mut hasher = FnvHasher::default();
    for (folder, names) in folders {
        let mut files = BTreeMap::new();
        if names.is_empty() {
            for path in crate::folder::held(folder)? {
                files.insert(crate::folder::below(folder, &path), path);
            }
        }
        files.extend(names.iter().map(|name| (name.clone(), folder.join(name))));
        for (name, path) in files {
            part(&mut hasher, name.as_bytes());
            part(&mut hasher, &std::fs::read(path)?);
        }
    }
    Ok(hasher.finish())
}
