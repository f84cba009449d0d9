//! Skips a run that would change nothing.
//!
//! Stores hashes of the last run's inputs and outputs below `target/`. A cached run is used only if the program, the
//! options, every specification and every generated file are unchanged. `--check` does not use it.

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

/// Cache entry of one output folder, for one set of inputs.
pub(super) struct RunCache {
    file: PathBuf,
    inputs: u64,
}

/// Result of a run.
#[derive(Serialize, Deserialize)]
pub(super) struct CachedRun {
    inputs: u64,
    outputs: u64,
    /// Formatted diagnostics.
    pub(super) diagnostics: String,
    /// Number of endpoints.
    pub(super) endpoints: usize,
    /// Whether a specification was rejected and skipped.
    rejected: bool,
}

impl CachedRun {
    /// Returns the exit status of the run.
    pub(super) fn status(&self) -> ExitCode {
        if self.rejected { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

impl RunCache {
    /// Hashes the inputs of a run. Returns `None` if the program cannot be identified.
    pub(super) fn new(
        workspace: &Workspace,
        destination: &Destination,
        options: &Options,
        sources: &[Source],
    ) -> Option<Self> {
        let mut inputs = FnvHasher::default();
        hash_program(&mut inputs).ok()?;
        inputs.write(format!("{:?}", (&options.target, options.on_error)).as_bytes());
        for source in sources {
            hash_bytes(&mut inputs, source.name.as_bytes());
            hash_bytes(&mut inputs, &source.bytes);
        }
        let mut folder = FnvHasher::default();
        folder.write(destination.endpoints().to_string_lossy().as_bytes());
        let file = workspace.target().join(format!("codegen-cache/{:016x}.json", folder.finish()));
        Some(Self { file, inputs: inputs.finish() })
    }

    /// Returns the last run if inputs and outputs are unchanged.
    pub(super) fn load(&self, destination: &Destination) -> Option<CachedRun> {
        let cached: CachedRun = serde_json::from_slice(&std::fs::read(&self.file).ok()?).ok()?;
        let unchanged = cached.inputs == self.inputs && cached.outputs == hash_files(&destination.files()).ok()?;
        unchanged.then_some(cached)
    }

    /// Stores a run. Errors are ignored; they only make the next run slower.
    pub(super) fn store(&self, destination: &Destination, diagnostics: String, output: &Output) {
        let write = || -> io::Result<()> {
            let cached = CachedRun {
                inputs: self.inputs,
                outputs: hash_files(&destination.files())?,
                diagnostics,
                endpoints: output.api.endpoints.len(),
                rejected: output.has_rejected_specs(),
            };
            if let Some(parent) = self.file.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&self.file, serde_json::to_vec(&cached)?)
        };
        let _ = write();
    }
}

/// Hashes size and modification time of this program, which change when it is rebuilt.
fn hash_program(hasher: &mut FnvHasher) -> io::Result<()> {
    let metadata = std::fs::metadata(std::env::current_exe()?)?;
    let modified = metadata.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    hasher.write_u64(metadata.len());
    hasher.write_u128(modified.as_nanos());
    Ok(())
}

fn hash_bytes(hasher: &mut FnvHasher, bytes: &[u8]) {
    hasher.write_usize(bytes.len());
    hasher.write(bytes);
}

/// Hashes the named files of each folder, or all files if none are named.
fn hash_files(folders: &[(&Path, Vec<String>)]) -> io::Result<u64> {
    let mut hasher = FnvHasher::default();
    for (folder, names) in folders {
        let mut files = BTreeMap::new();
        if names.is_empty() {
            for path in crate::dir::list_files(folder)? {
                files.insert(crate::dir::relative(folder, &path), path);
            }
        }
        files.extend(names.iter().map(|name| (name.clone(), folder.join(name))));
        for (name, path) in files {
            hash_bytes(&mut hasher, name.as_bytes());
            hash_bytes(&mut hasher, &crate::dir::read_regular(&path)?);
        }
    }
    Ok(hasher.finish())
}
