//! Where things are: the workspace that this program was built from, or the one it is run in.

use std::path::{Path, PathBuf};

/// The folders of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace around the current folder; elsewhere, the one this program was built in.
    pub fn find() -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let around = here.ancestors().find(|folder| Self::is_root(folder));
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
        Self { root: around.unwrap_or(built_in).to_owned() }
    }

    /// The workspace at a folder.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn is_root(folder: &Path) -> bool {
        folder.join("codegen/Cargo.toml").is_file() && folder.join("generated/Cargo.toml").is_file()
    }

    /// The folder of the workspace itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The specifications.
    pub fn spec(&self) -> PathBuf {
        self.root.join("spec")
    }

    /// Package `fal-runtime`.
    pub fn runtime(&self) -> PathBuf {
        self.generated().join("runtime")
    }

    /// Package `fal-sdk`.
    pub fn generated(&self) -> PathBuf {
        self.root.join("generated")
    }

    /// The machine-owned half of that crate.
    pub fn endpoints(&self) -> PathBuf {
        self.generated().join("src/endpoints")
    }

    /// What is built.
    pub fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), PathBuf::from)
    }

    /// The versions that everything is built with.
    pub fn lock(&self) -> PathBuf {
        self.root.join("Cargo.lock")
    }

    /// The snapshots of the tests. Machine-owned among them are the meanings and the listing of the public surface.
    pub fn snapshots(&self) -> PathBuf {
        self.root.join("tests/snapshots")
    }

    /// The machine-owned snapshots: the meaning of each specification.
    pub fn meanings(&self) -> PathBuf {
        self.snapshots().join("summary")
    }
}
