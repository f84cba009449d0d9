//! Output folder of a run: the crate of this workspace, or a stand-alone crate.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use fal_codegen::{OnError, Options, Output, manifest, render::Target};

use super::CodegenArgs;
use crate::{
    dir::{Extraneous, FileChanges, WriteMode, sync},
    features,
    sources::LOCK,
    standalone,
    workspace::Workspace,
};

const MANIFEST: &str = "Cargo.toml";

/// Public API listing in the snapshot folder.
const LISTING: &str = "public.txt";

/// Output folder of a run.
pub(super) struct Destination {
    /// Path of the crate in generated code.
    target: Target,
    /// Folder of the generated modules.
    endpoints: PathBuf,
    /// Content of the manifest of endpoints before the run.
    before: String,
    kind: OutputKind,
}

enum OutputKind {
    /// The crate of this workspace, with the snapshots of its endpoints and its public API.
    Own { summaries: PathBuf, snapshots: PathBuf, spec: PathBuf, generated: PathBuf },
    /// A stand-alone crate that depends on the runtime of this workspace.
    StandAlone { folder: PathBuf, name: String, runtime: PathBuf },
}

impl Destination {
    pub(super) fn new(args: &CodegenArgs, workspace: &Workspace) -> Result<Self, String> {
        let Some(folder) = &args.out else {
            let kind = OutputKind::Own {
                summaries: workspace.summaries(),
                snapshots: workspace.snapshots(),
                spec: workspace.spec(),
                generated: workspace.generated(),
            };
            return Ok(Self::with_target(Target::own(), workspace.endpoints(), kind));
        };
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
        let own = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = args.name.clone().unwrap_or(own);
        if !standalone::is_package_name(&name) {
            return Err(format!("`{name}` is not a valid package name; pass one with --name"));
        }
        if !standalone::may_write_to(&folder) {
            return Err(format!(
                "{} has files that `cargo xtask codegen --out` did not write; pass an empty or a new folder",
                folder.display()
            ));
        }
        let endpoints = folder.join("src/endpoints");
        let target = Target::package(&name);
        Ok(Self::with_target(target, endpoints, OutputKind::StandAlone { folder, name, runtime: workspace.runtime() }))
    }

    fn with_target(target: Target, endpoints: PathBuf, kind: OutputKind) -> Self {
        let before = std::fs::read_to_string(endpoints.join(manifest::FILE)).unwrap_or_default();
        Self { target, endpoints, before, kind }
    }

    pub(super) fn options(&self, args: &CodegenArgs) -> Options {
        let on_error = if args.keep_going { OnError::Skip } else { OnError::Abort };
        let folder = match &self.kind {
            OutputKind::Own { spec, .. } => spec,
            OutputKind::StandAlone { folder, .. } => folder,
        };
        let lock = std::fs::read_to_string(folder.join(LOCK)).unwrap_or_default();
        Options { on_error, lock, ..Options::new(self.target.clone()) }
    }

    /// Returns id and file of each endpoint before the run.
    pub(super) fn endpoints_before(&self) -> Vec<(String, String)> {
        manifest::listed(&self.before)
    }

    /// Adds the endpoints that exist already, which a run with `--only` keeps.
    pub(super) fn with_existing(&self, mut only: BTreeSet<String>) -> BTreeSet<String> {
        only.extend(self.endpoints_before().into_iter().map(|(id, _)| id));
        only
    }

    /// Whether a run with `--only` writes a file: one of these endpoints, or one that lists endpoints.
    pub(super) fn is_selected(&self, path: &str, only: &BTreeSet<String>) -> bool {
        !self.endpoints_before().iter().any(|(id, file)| file == path && !only.contains(id))
    }

    /// Writes or compares all files. Returns the changes of endpoint modules and of other files.
    pub(super) fn sync(
        &self,
        output: &Output,
        extraneous: Extraneous,
        mode: WriteMode,
    ) -> std::io::Result<(FileChanges, FileChanges)> {
        let changes = sync(&self.endpoints, &output.files, extraneous, mode)?;
        let lock = BTreeMap::from([(LOCK.to_owned(), output.lock.clone())]);
        let others = match &self.kind {
            OutputKind::Own { summaries, snapshots, spec, generated } => {
                let listing = BTreeMap::from([(LISTING.to_owned(), output.public_api.clone())]);
                let mut changes = sync(summaries, &super::snapshots(output), extraneous, mode)?;
                changes.extend(sync(snapshots, &listing, Extraneous::Keep, mode)?);
                changes.extend(sync(spec, &lock, Extraneous::Keep, mode)?);
                changes.extend(sync(generated, &own_manifest(generated, output), Extraneous::Keep, mode)?);
                changes
            }
            OutputKind::StandAlone { folder, name, runtime } => {
                let files = standalone::files(name, runtime, output);
                sync(folder, &files.into_iter().chain(lock).collect(), Extraneous::Keep, mode)?
            }
        };
        Ok((changes, others))
    }

    /// Returns the folder of the generated modules.
    pub(super) fn endpoints(&self) -> &Path {
        &self.endpoints
    }

    /// Returns every folder that a run writes, with the names of its files; no names mean all files.
    pub(super) fn files(&self) -> Vec<(&Path, Vec<String>)> {
        let mut folders = vec![(self.endpoints.as_path(), Vec::new())];
        match &self.kind {
            OutputKind::Own { summaries, snapshots, spec, generated } => {
                folders.push((summaries, Vec::new()));
                folders.push((snapshots, vec![LISTING.to_owned()]));
                folders.push((spec, vec![LOCK.to_owned()]));
                folders.push((generated, vec![MANIFEST.to_owned()]));
            }
            OutputKind::StandAlone { folder, .. } => {
                folders.push((folder, [LOCK, MANIFEST, "src/lib.rs"].map(str::to_owned).to_vec()));
            }
        }
        folders
    }

    /// Returns the command that updates stale files.
    pub(super) fn command(args: &CodegenArgs) -> String {
        match &args.out {
            None => "cargo xtask codegen".to_owned(),
            Some(out) => {
                let specs: Vec<String> = args.spec.iter().map(|path| path.display().to_string()).collect();
                format!("cargo xtask codegen --spec {} --out {}", specs.join(" "), out.display())
            }
        }
    }
}

/// Returns `generated/Cargo.toml` with the features of the endpoints, or nothing if it has no block for them.
fn own_manifest(generated: &Path, output: &Output) -> BTreeMap<String, String> {
    let manifest = std::fs::read_to_string(generated.join(MANIFEST)).unwrap_or_default();
    let replaced = features::with_block(&manifest, &features::lines(output));
    replaced.into_iter().map(|text| (MANIFEST.to_owned(), text)).collect()
}
