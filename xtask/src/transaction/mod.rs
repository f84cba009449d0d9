//! Atomic changes of the repository.
//!
//! A transaction copies the files that the generator reads and writes to a folder below `target/`. Code changes that copy;
//! `commit` then moves the changed files into the repository. Before the first move the repository is untouched. After
//! it, Ctrl-C has no effect (`interrupt`), and if the process is killed, the next command finishes the moves (`journal`).

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
    dir::{RunLock, list_files, read_regular, relative},
    workspace::Workspace,
};
use journal::{CommitStep, Journal};

/// Folders to copy: the specifications and everything generated from them.
const FOLDERS: &[&str] = &["spec", "generated", "tests/snapshots"];

/// Prefix of the folder name, before the process id.
const FOLDER_PREFIX: &str = "transaction-";

/// A change of the repository that is not committed yet. Dropping it discards the change.
pub struct Transaction {
    root: PathBuf,
    folder: PathBuf,
    /// Copied files: relative path → hash of the content.
    before: BTreeMap<String, u64>,
    /// Keeps other runs from writing.
    _lock: RunLock,
}

/// A transaction was not committed, or only in part.
#[derive(Debug)]
pub enum CommitError {
    /// Another process changed this file; nothing was written.
    Conflict(String),
    /// Reading or writing failed; nothing was written.
    Io(io::Error),
    /// Writing failed after some files were written.
    Partial(io::Error),
}

impl fmt::Display for CommitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(name) => {
                write!(f, "another process changed {name}; nothing was written, run the command again")
            }
            Self::Io(_) => f.write_str("cannot write the changes"),
            Self::Partial(_) => {
                f.write_str("the changes were written in part; the next `cargo xtask` command continues")
            }
        }
    }
}

impl std::error::Error for CommitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) | Self::Partial(error) => Some(error),
            Self::Conflict(_) => None,
        }
    }
}

impl From<io::Error> for CommitError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Transaction {
    /// Starts a transaction by copying the files that it may change.
    pub fn begin(workspace: &Workspace) -> io::Result<Self> {
        let lock = RunLock::acquire(workspace.root())?;
        let folder = journal::folder(workspace).join(format!("{FOLDER_PREFIX}{}", std::process::id()));
        if folder.exists() {
            fs_err::remove_dir_all(&folder)?;
        }
        let mut transaction = Self { root: workspace.root().to_owned(), folder, before: BTreeMap::new(), _lock: lock };
        fs_err::create_dir_all(transaction.tree())?;
        for part in FOLDERS {
            transaction.copy(part)?;
        }
        Ok(transaction)
    }

    /// Returns the copy as a workspace.
    pub fn workspace(&self) -> Workspace {
        Workspace::at(self.tree())
    }

    /// Writes a file of the copy.
    pub fn write(&self, name: &str, text: &str) -> io::Result<()> {
        let path = self.tree().join(name);
        if let Some(parent) = path.parent() {
            fs_err::create_dir_all(parent)?;
        }
        fs_err::write(path, text)
    }

    /// Removes a file of the copy.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        fs_err::remove_file(self.tree().join(name))
    }

    /// Moves the changed files into the repository.
    pub fn commit(self) -> Result<(), CommitError> {
        let steps = self.steps()?;
        if let Some(step) = steps.iter().find(|step| hash_of(&self.root.join(&step.name)) != step.before) {
            return Err(CommitError::Conflict(step.name.clone()));
        }
        Journal { steps }.run(&self.folder, &self.root).map_err(|error| {
            if journal::is_open(&self.folder) { CommitError::Partial(error) } else { CommitError::Io(error) }
        })
    }

    fn tree(&self) -> PathBuf {
        self.folder.join(journal::TREE)
    }

    fn copy(&mut self, part: &str) -> io::Result<()> {
        let from = self.root.join(part);
        for path in list_files_except_target(&from)? {
            let name = format!("{part}/{}", relative(&from, &path));
            let copy = self.tree().join(&name);
            if let Some(parent) = copy.parent() {
                fs_err::create_dir_all(parent)?;
            }
            if path.is_symlink() && path.is_dir() {
                self.copy_link(&path, &copy)?;
            } else if path.is_file() {
                let bytes = fs_err::read(&path)?;
                self.before.insert(name, hash(&bytes));
                fs_err::write(copy, bytes)?;
            }
        }
        Ok(())
    }

    /// Copies a link to a folder outside of the repository, such as one of specifications. What it leads to is not changed.
    fn copy_link(&self, link: &Path, copy: &Path) -> io::Result<()> {
        let folder = fs_err::canonicalize(link)?;
        let root = fs_err::canonicalize(&self.root)?;
        if folder.starts_with(&root) || root.starts_with(&folder) {
            return Ok(());
        }
        link_folder(&folder, copy)
    }

    /// Returns the files of the copy that changed.
    fn steps(&self) -> io::Result<Vec<CommitStep>> {
        let tree = self.tree();
        let after: BTreeMap<String, Option<u64>> =
            list_files(&tree)?.iter().map(|path| (relative(&tree, path), hash_of(path))).collect();
        let mut steps = Vec::new();
        for (name, after) in &after {
            let before = self.before.get(name).copied();
            if before != *after {
                steps.push(CommitStep { name: name.clone(), before, after: *after });
            }
        }
        steps.extend(mark_step(&after, &steps));
        let removed = self.before.iter().filter(|(name, _)| !after.contains_key(*name));
        steps.extend(removed.map(|(name, before)| CommitStep {
            name: name.clone(),
            before: Some(*before),
            after: None,
        }));
        Ok(steps)
    }
}

/// Returns a step for an unchanged root module if other endpoints change: it is replaced in between.
fn mark_step(after: &BTreeMap<String, Option<u64>>, steps: &[CommitStep]) -> Option<CommitStep> {
    let changes_endpoints = steps.iter().any(|step| step.name.starts_with(journal::ENDPOINTS));
    let changes_root = steps.iter().any(|step| step.name == journal::ROOT_MODULE);
    let hash = (*after.get(journal::ROOT_MODULE)?)?;
    let is_needed = changes_endpoints && !changes_root;
    is_needed.then(|| CommitStep { name: journal::ROOT_MODULE.to_owned(), before: Some(hash), after: Some(hash) })
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if !journal::is_open(&self.folder) {
            // A folder that stays below `target/` does no harm.
            let _ = fs_err::remove_dir_all(&self.folder);
        }
    }
}

#[cfg(unix)]
fn link_folder(folder: &Path, link: &Path) -> io::Result<()> {
    fs_err::os::unix::fs::symlink(folder, link)
}

#[cfg(not(unix))]
fn link_folder(folder: &Path, _link: &Path) -> io::Result<()> {
    let message = format!("{} is reached by a link, which is only supported on Unix", folder.display());
    Err(io::Error::new(io::ErrorKind::Unsupported, message))
}

/// Lists the files of a folder except for `target/`.
fn list_files_except_target(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = list_files(folder)?;
    let target = folder.join("target");
    files.retain(|path| !path.starts_with(&target));
    Ok(files)
}

/// Returns the hash of a file's content, or `None` if it cannot be read.
fn hash_of(path: &Path) -> Option<u64> {
    read_regular(path).ok().map(|bytes| hash(&bytes))
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FnvHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests;
