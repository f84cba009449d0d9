//! A change of the repository that happens whole or not at all.
//!
//! What the generator reads and writes is copied below `target/`; the change is made in that copy, by the
//! same code that would make it in place; then the files that differ are moved over. Up to the first move
//! nothing of the repository has been touched. From there on Ctrl-C has no effect (`interrupt`), and what a
//! killed process left undone is written down (`journal`): the next command finishes it.

pub mod interrupt;
pub mod journal;

use std::{
    collections::BTreeMap,
    fmt,
    hash::Hasher,
    io,
    path::{Path, PathBuf},
};

use fnv::FnvHasher;

use crate::{
    folder::{below, held},
    workspace::Workspace,
};
use journal::{Journal, Step};

/// What is copied: the specifications, and all that is made of them.
const PARTS: &[&str] = &["spec", "generated", "tests/snapshots"];

/// What the folder of a change is called, before the number of its process.
const FOLDER: &str = "change-";

/// A change that is being made.
pub struct Change {
    root: PathBuf,
    folder: PathBuf,
    /// What was copied: path below the root → its content, as a number.
    before: BTreeMap<String, u64>,
}

/// Why a change was not made.
#[derive(Debug)]
pub enum NotMade {
    /// Somebody else changed a file that this change is about.
    Meanwhile(String),
    /// The disk refused, and nothing was changed.
    Io(io::Error),
    /// The disk refused when something was changed already.
    Halfway(io::Error),
}

impl fmt::Display for NotMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Meanwhile(name) => {
                write!(f, "{name} was changed by somebody else meanwhile: nothing was written; run the command again")
            }
            Self::Io(_) => f.write_str("the change cannot be written"),
            Self::Halfway(_) => {
                f.write_str("the change was written in part; the next command of `cargo xtask` goes on with it")
            }
        }
    }
}

impl std::error::Error for NotMade {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) | Self::Halfway(error) => Some(error),
            Self::Meanwhile(_) => None,
        }
    }
}

impl From<io::Error> for NotMade {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Change {
    /// Begins a change: copies what it may touch.
    pub fn begin(workspace: &Workspace) -> io::Result<Self> {
        let folder = journal::folder(workspace).join(format!("{FOLDER}{}", std::process::id()));
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        let mut change = Self { root: workspace.root().to_owned(), folder, before: BTreeMap::new() };
        std::fs::create_dir_all(change.tree())?;
        for part in PARTS {
            change.copy(part)?;
        }
        Ok(change)
    }

    /// The copy.
    pub fn workspace(&self) -> Workspace {
        Workspace::at(self.tree())
    }

    /// Writes a file of the copy.
    pub fn write(&self, name: &str, text: &str) -> io::Result<()> {
        let path = self.tree().join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)
    }

    /// Removes a file of the copy.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        std::fs::remove_file(self.tree().join(name))
    }

    /// Makes the change in the repository.
    pub fn commit(self) -> Result<(), NotMade> {
        let steps = self.steps()?;
        if let Some(step) = steps.iter().find(|step| number(&self.root.join(&step.name)) != step.before) {
            return Err(NotMade::Meanwhile(step.name.clone()));
        }
        Journal { steps }
            .carry_out(&self.folder, &self.root)
            .map_err(|error| if journal::is_open(&self.folder) { NotMade::Halfway(error) } else { NotMade::Io(error) })
    }

    fn tree(&self) -> PathBuf {
        self.folder.join(journal::TREE)
    }

    fn copy(&mut self, part: &str) -> io::Result<()> {
        let from = self.root.join(part);
        for path in held_but_target(&from)? {
            let name = format!("{part}/{}", below(&from, &path));
            let bytes = std::fs::read(&path)?;
            self.before.insert(name.clone(), number_of(&bytes));
            let copy = self.tree().join(name);
            if let Some(parent) = copy.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(copy, bytes)?;
        }
        Ok(())
    }

    /// What the change comes to: the files of the copy that are not as they were copied.
    fn steps(&self) -> io::Result<Vec<Step>> {
        let tree = self.tree();
        let after: BTreeMap<String, Option<u64>> =
            held(&tree)?.iter().map(|path| (below(&tree, path), number(path))).collect();
        let mut steps = Vec::new();
        for (name, after) in &after {
            let before = self.before.get(name).copied();
            if before != *after {
                steps.push(Step { name: name.clone(), before, after: *after });
            }
        }
        let gone = self.before.iter().filter(|(name, _)| !after.contains_key(*name));
        steps.extend(gone.map(|(name, before)| Step { name: name.clone(), before: Some(*before), after: None }));
        Ok(steps)
    }
}

impl Drop for Change {
    fn drop(&mut self) {
        if !journal::is_open(&self.folder) {
            // What stays below `target/` is in nobody's way.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// The files below a folder, without what cargo builds there.
fn held_but_target(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = held(folder)?;
    let target = folder.join("target");
    files.retain(|path| !path.starts_with(&target));
    Ok(files)
}

/// A number for the content of a file; none where there is no file.
fn number(path: &Path) -> Option<u64> {
    std::fs::read(path).ok().map(|bytes| number_of(&bytes))
}

fn number_of(bytes: &[u8]) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests;
