//! Paths of the workspace.

use std::path::{Path, PathBuf};

/// A workspace and its folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Finds the workspace that contains the current folder. Outside of one, returns the workspace that this program was
    /// built in.
    pub fn find() -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let enclosing = here.ancestors().find(|folder| Self::is_root(folder));
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
        Self { root: enclosing.unwrap_or(built_in).to_owned() }
    }

    /// Returns the workspace at a folder.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn is_root(folder: &Path) -> bool {
        folder.join("codegen/Cargo.toml").is_file() && folder.join("generated/Cargo.toml").is_file()
    }

    /// Root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Folder of specifications and overlays.
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

    /// Generated modules of `fal-sdk`.
    pub fn endpoints(&self) -> PathBuf {
        self.generated().join("src/endpoints")
    }

    /// Target folder of cargo.
    pub fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), PathBuf::from)
    }

    /// `Cargo.lock`.
    pub fn lock(&self) -> PathBuf {
        self.root.join("Cargo.lock")
    }

    /// Snapshots of the tests. `cargo xtask codegen` writes the endpoint summaries and the public API listing.
    pub fn snapshots(&self) -> PathBuf {
        self.root.join("tests/snapshots")
    }

    /// Generated snapshots: a summary of each endpoint.
    pub fn summaries(&self) -> PathBuf {
        self.snapshots().join("summary")
    }
}
