//! Output folder of a run: the crate of this workspace, or a stand-alone crate.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
};

use fal_codegen::{OnError, Options, Output, manifest, render::Target};

use super::CodegenArgs;
use crate::{
    dir::{Extraneous, FileChanges, RunLock, WriteMode, apply, compare},
    features, incomplete,
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
        let endpoints = folder.join("src/endpoints");
        let target = Target::package(&name);
        Ok(Self::with_target(target, endpoints, OutputKind::StandAlone { folder, name, runtime: workspace.runtime() }))
    }

    fn with_target(target: Target, endpoints: PathBuf, kind: OutputKind) -> Self {
        Self { target, endpoints, before: String::new(), kind }
    }

    /// Returns an error if the folder belongs to somebody else.
    pub(super) fn check_ownership(&self) -> Result<(), String> {
        match &self.kind {
            OutputKind::Own { .. } => Ok(()),
            OutputKind::StandAlone { folder, .. } => standalone::check_ownership(folder),
        }
    }

    /// Waits until no other run writes here.
    pub(super) fn lock(&self, workspace: &Workspace) -> io::Result<RunLock> {
        RunLock::acquire(match &self.kind {
            OutputKind::Own { .. } => workspace.root(),
            OutputKind::StandAlone { folder, .. } => folder,
        })
    }

    /// Reads what the last run wrote: the manifest of endpoints, and the names for the options of this run.
    pub(super) fn read_last_run(&mut self, args: &CodegenArgs) -> io::Result<Options> {
        self.before = read_or_empty(&self.endpoints.join(manifest::FILE))?;
        let on_error = if args.keep_going { OnError::Skip } else { OnError::Abort };
        let folder = match &self.kind {
            OutputKind::Own { spec, .. } => spec,
            OutputKind::StandAlone { folder, .. } => folder,
        };
        let lock = read_or_empty(&folder.join(LOCK))?;
        Ok(Options { on_error, lock, ..Options::new(self.target.clone()) })
    }

    /// Whether the last run was interrupted while it wrote.
    pub(super) fn is_incomplete(&self) -> bool {
        incomplete::is_marked(&self.endpoints)
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
    ) -> io::Result<(FileChanges, FileChanges)> {
        let endpoints = compare(&self.endpoints, &output.files, extraneous)?;
        let mut others = Vec::new();
        for folder in self.other_folders(output, extraneous)? {
            let changes = compare(folder.path, &folder.files, folder.extraneous)?;
            others.push((folder, changes));
        }
        if mode == WriteMode::Write {
            self.write(output, &endpoints, &others)?;
        }
        let mut all_others = FileChanges::default();
        for (_, changes) in others {
            all_others.extend(changes);
        }
        Ok((endpoints, all_others))
    }

    /// Writes the changed files. The root module is the last, and does not compile before.
    fn write(
        &self,
        output: &Output,
        endpoints: &FileChanges,
        others: &[(ExpectedFolder<'_>, FileChanges)],
    ) -> io::Result<()> {
        if endpoints.is_empty() {
            return others.iter().try_for_each(|(folder, changes)| apply(folder.path, &folder.files, changes));
        }
        self.claim(others)?;
        incomplete::mark(&self.endpoints)?;
        for (folder, changes) in others {
            apply(folder.path, &folder.files, changes)?;
        }
        let mut files = output.files.clone();
        let root = files.remove_entry(incomplete::FILE);
        apply(&self.endpoints, &files, endpoints)?;
        let root = BTreeMap::from_iter(root);
        apply(&self.endpoints, &root, &compare(&self.endpoints, &root, Extraneous::Keep)?)
    }

    /// Writes the manifest of a new crate, by which the next run recognizes the folder.
    fn claim(&self, others: &[(ExpectedFolder<'_>, FileChanges)]) -> io::Result<()> {
        if !matches!(self.kind, OutputKind::StandAlone { .. }) {
            return Ok(());
        }
        for (folder, changes) in others {
            let is_new = |name: &&String| *name == MANIFEST && changes.added.contains(*name);
            let added = changes.added.iter().filter(is_new).cloned().collect();
            apply(folder.path, &folder.files, &FileChanges { added, ..FileChanges::default() })?;
        }
        Ok(())
    }

    /// Returns the expected files outside of the folder of endpoints.
    fn other_folders(&self, output: &Output, extraneous: Extraneous) -> io::Result<Vec<ExpectedFolder<'_>>> {
        let lock = BTreeMap::from([(LOCK.to_owned(), output.lock.clone())]);
        let keep = |path, files| ExpectedFolder { path, files, extraneous: Extraneous::Keep };
        Ok(match &self.kind {
            OutputKind::Own { summaries, snapshots, spec, generated } => vec![
                ExpectedFolder { path: summaries, files: super::snapshots(output), extraneous },
                keep(snapshots, BTreeMap::from([(LISTING.to_owned(), output.public_api.clone())])),
                keep(spec, lock),
                keep(generated, own_manifest(generated, output)?),
            ],
            OutputKind::StandAlone { folder, name, runtime } => {
                vec![keep(folder, standalone::files(name, runtime, output).into_iter().chain(lock).collect())]
            }
        })
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

/// Files that a folder should have, relative path → content.
struct ExpectedFolder<'a> {
    path: &'a Path,
    files: BTreeMap<String, String>,
    extraneous: Extraneous,
}

/// Returns `generated/Cargo.toml` with the features of the endpoints, or nothing if it has no block for them.
fn own_manifest(generated: &Path, output: &Output) -> io::Result<BTreeMap<String, String>> {
    let manifest = read_or_empty(&generated.join(MANIFEST))?;
    let replaced = features::with_block(&manifest, &features::lines(output));
    Ok(replaced.into_iter().map(|text| (MANIFEST.to_owned(), text)).collect())
}

/// Reads a file of the last run. What is no file, or does not exist, is empty.
fn read_or_empty(path: &Path) -> io::Result<String> {
    if path.is_file() { fs_err::read_to_string(path) } else { Ok(String::new()) }
}
