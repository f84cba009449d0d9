//! Where generated code goes: into the crate of this workspace, or into one of its own.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use fal_codegen::{OnError, Options, Output, manifest, render::Target};

use super::Arguments;
use crate::{
    features,
    folder::{Changes, Leftovers, Mode, settle},
    standalone,
    workspace::Workspace,
};

/// The file that says where shared types stand: beside the specifications, or in a stand-alone crate.
const LOCK: &str = "shared.lock";

const MANIFEST: &str = "Cargo.toml";

/// The listing of the public surface, beside the folder of meanings.
const LISTING: &str = "public.txt";

/// Where generated code goes.
pub(super) struct Destination {
    /// The crate's name for itself.
    target: Target,
    /// The machine-owned folder of endpoints.
    endpoints: PathBuf,
    /// What stood there before, for the summary.
    before: String,
    kind: Kind,
}

enum Kind {
    /// The crate of this workspace, the snapshots of its meaning and the listing of its surface.
    Own { meanings: PathBuf, snapshots: PathBuf, spec: PathBuf, generated: PathBuf },
    /// A crate of its own, which depends on the runtime here.
    StandAlone { folder: PathBuf, name: String, runtime: PathBuf },
}

impl Destination {
    pub(super) fn of(arguments: &Arguments, workspace: &Workspace) -> Result<Self, String> {
        let Some(folder) = &arguments.out else {
            let kind = Kind::Own {
                meanings: workspace.meanings(),
                snapshots: workspace.snapshots(),
                spec: workspace.spec(),
                generated: workspace.generated(),
            };
            return Ok(Self::new(Target::own(), workspace.endpoints(), kind));
        };
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
        let own = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = arguments.name.clone().unwrap_or(own);
        if !standalone::is_package_name(&name) {
            return Err(format!("`{name}` is no package name; give one with --name"));
        }
        let endpoints = folder.join("src/endpoints");
        let target = Target::package(&name);
        Ok(Self::new(target, endpoints, Kind::StandAlone { folder, name, runtime: workspace.runtime() }))
    }

    fn new(target: Target, endpoints: PathBuf, kind: Kind) -> Self {
        let before = std::fs::read_to_string(endpoints.join(manifest::FILE)).unwrap_or_default();
        Self { target, endpoints, before, kind }
    }

    pub(super) fn options(&self, arguments: &Arguments) -> Options {
        let on_error = if arguments.keep_going { OnError::Skip } else { OnError::Abort };
        let folder = match &self.kind {
            Kind::Own { spec, .. } => spec,
            Kind::StandAlone { folder, .. } => folder,
        };
        let lock = std::fs::read_to_string(folder.join(LOCK)).unwrap_or_default();
        Options { on_error, lock, ..Options::new(self.target.clone()) }
    }

    /// The endpoints that the manifest lists: id and file.
    pub(super) fn endpoints_before(&self) -> Vec<(String, String)> {
        manifest::listed(&self.before)
    }

    /// A slice of a crate leaves what is there already.
    pub(super) fn with_those_there(&self, mut only: BTreeSet<String>) -> BTreeSet<String> {
        only.extend(self.endpoints_before().into_iter().map(|(id, _)| id));
        only
    }

    /// Whether a file of a slice is written: those of the endpoints themselves, and those that list endpoints.
    pub(super) fn is_wanted(&self, path: &str, only: &BTreeSet<String>) -> bool {
        let there = self.endpoints_before();
        let of_another = there.iter().any(|(id, file)| file == path && !only.contains(id));
        !of_another
    }

    pub(super) fn settle(
        &self,
        output: &Output,
        leftovers: Leftovers,
        mode: Mode,
    ) -> std::io::Result<(Changes, Changes)> {
        let changes = settle(&self.endpoints, &output.files, leftovers, mode)?;
        let lock = BTreeMap::from([(LOCK.to_owned(), output.lock.clone())]);
        let others = match &self.kind {
            Kind::Own { meanings, snapshots, spec, generated } => {
                let listing = BTreeMap::from([(LISTING.to_owned(), output.surface.clone())]);
                let mut changes = settle(meanings, &super::snapshots(output), leftovers, mode)?;
                changes.extend(settle(snapshots, &listing, Leftovers::Keep, mode)?);
                changes.extend(settle(spec, &lock, Leftovers::Keep, mode)?);
                changes.extend(settle(generated, &own_manifest(generated, output), Leftovers::Keep, mode)?);
                changes
            }
            Kind::StandAlone { folder, name, runtime } => {
                let files = standalone::files(name, runtime, output);
                settle(folder, &files.into_iter().chain(lock).collect(), Leftovers::Keep, mode)?
            }
        };
        Ok((changes, others))
    }

    /// The folder that this is about.
    pub(super) fn endpoints(&self) -> &Path {
        &self.endpoints
    }

    /// Every file that a run is answerable for: folders, and in each the files' names, or all where there are none.
    pub(super) fn files(&self) -> Vec<(&Path, Vec<String>)> {
        let mut folders = vec![(self.endpoints.as_path(), Vec::new())];
        match &self.kind {
            Kind::Own { meanings, snapshots, spec, generated } => {
                folders.push((meanings, Vec::new()));
                folders.push((snapshots, vec![LISTING.to_owned()]));
                folders.push((spec, vec![LOCK.to_owned()]));
                folders.push((generated, vec![MANIFEST.to_owned()]));
            }
            Kind::StandAlone { folder, .. } => {
                folders.push((folder, [LOCK, MANIFEST, "src/lib.rs"].map(str::to_owned).to_vec()));
            }
        }
        folders
    }

    /// The command that makes fresh what is stale.
    pub(super) fn command(arguments: &Arguments) -> String {
        match &arguments.out {
            None => "cargo xtask codegen".to_owned(),
            Some(out) => {
                let specs: Vec<String> = arguments.spec.iter().map(|path| path.display().to_string()).collect();
                format!("cargo xtask codegen --spec {} --out {}", specs.join(" "), out.display())
            }
        }
    }
}

/// The manifest of this workspace's crate with the features of its endpoints; nothing where it has no block for them.
fn own_manifest(generated: &Path, output: &Output) -> BTreeMap<String, String> {
    let manifest = std::fs::read_to_string(generated.join(MANIFEST)).unwrap_or_default();
    let replaced = features::with_block(&manifest, &features::lines(output));
    replaced.into_iter().map(|text| (MANIFEST.to_owned(), text)).collect()
}
