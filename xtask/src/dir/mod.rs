//! Synchronizes generated folders with their expected content, or only compares them.
//!
//! No link is followed: a link in a generated folder is an extraneous file, and a link on the way to a file is an error.

mod run_lock;
#[cfg(test)]
mod tests;
mod walk;
mod write;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
};

pub(crate) use run_lock::RunLock;
pub(crate) use walk::{list_files, read_regular, relative, remove_empty_parents};
use write::remove;
pub(crate) use write::write;

/// Whether files are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteMode {
    /// Writes and removes files.
    Write,
    /// Compares only.
    Check,
}

/// What happens to files that are not expected in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extraneous {
    /// Removes them; the whole folder is generated.
    Remove,
    /// Keeps them; only a part of the folder is generated.
    Keep,
}

/// Differences between a folder and its expected content, as relative paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileChanges {
    /// Files that did not exist.
    pub added: BTreeSet<String>,
    /// Files whose content differs.
    pub changed: BTreeSet<String>,
    /// Files that are not expected.
    pub removed: BTreeSet<String>,
}

impl FileChanges {
    /// Merges the differences of another folder.
    pub fn extend(&mut self, other: Self) {
        self.added.extend(other.added);
        self.changed.extend(other.changed);
        self.removed.extend(other.removed);
    }

    /// Whether there are no differences.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Gives a folder these files, relative path → content. Files that are up to date keep their modification time.
pub fn sync(
    folder: &Path,
    files: &BTreeMap<String, String>,
    extraneous: Extraneous,
    mode: WriteMode,
) -> io::Result<FileChanges> {
    let changes = compare(folder, files, extraneous)?;
    if mode == WriteMode::Write {
        apply(folder, files, &changes)?;
    }
    Ok(changes)
}

/// Compares a folder with the files that it should have, relative path → content.
pub(crate) fn compare(
    folder: &Path,
    files: &BTreeMap<String, String>,
    extraneous: Extraneous,
) -> io::Result<FileChanges> {
    let mut changes = FileChanges::default();
    let existing = match extraneous {
        Extraneous::Remove => Some(existing_files(folder)?),
        Extraneous::Keep => None,
    };
    for (name, content) in files {
        let is_missing = existing.as_ref().is_some_and(|existing| !existing.contains(name));
        match if is_missing { FileState::Missing } else { FileState::of(folder, name, content)? } {
            FileState::Missing => drop(changes.added.insert(name.clone())),
            FileState::Different => drop(changes.changed.insert(name.clone())),
            FileState::Same => {}
        }
    }
    changes.removed = existing.unwrap_or_default().into_iter().filter(|name| !files.contains_key(name)).collect();
    Ok(changes)
}

/// Makes the changes that [`compare`] found.
pub(crate) fn apply(folder: &Path, files: &BTreeMap<String, String>, changes: &FileChanges) -> io::Result<()> {
    for name in &changes.removed {
        let path = folder.join(name);
        remove(&path)?;
        remove_empty_parents(folder, &path);
    }
    for (name, content) in files {
        if changes.added.contains(name) || changes.changed.contains(name) {
            write(&folder.join(name), content)?;
        }
    }
    Ok(())
}

/// Lists the files of a folder that is generated as a whole. The folder itself may not be a link.
fn existing_files(folder: &Path) -> io::Result<BTreeSet<String>> {
    reject_link(folder)?;
    Ok(list_files(folder)?.iter().map(|path| relative(folder, path)).collect())
}

/// A file compared with its expected content.
enum FileState {
    Missing,
    Different,
    Same,
}

impl FileState {
    fn of(folder: &Path, name: &str, content: &str) -> io::Result<Self> {
        let parents = name.match_indices('/').filter_map(|(at, _)| name.get(..at));
        for parent in parents {
            reject_link(&folder.join(parent))?;
        }
        let path = folder.join(name);
        Ok(match std::fs::symlink_metadata(&path) {
            Err(_) => Self::Missing,
            Ok(metadata) if !metadata.is_file() => Self::Different,
            Ok(_) if fs_err::read(&path)? == content.as_bytes() => Self::Same,
            Ok(_) => Self::Different,
        })
    }
}

/// Returns an error if a folder is a link, through which files outside of the crate would be changed.
fn reject_link(folder: &Path) -> io::Result<()> {
    if !walk::is_link(folder) {
        return Ok(());
    }
    let message = format!("{} is a link, which would be followed out of the crate; remove it", folder.display());
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}
