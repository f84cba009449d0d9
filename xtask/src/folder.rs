//! The one writer: what a machine-owned folder holds is compared with what it should hold, then
//! changed or only told.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
};

/// Whether the disk is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Files are written and removed.
    Write,
    /// Nothing is touched.
    Check,
}

/// What becomes of files that the folder should not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leftovers {
    /// They are removed: the folder belongs to the machine, whole.
    Remove,
    /// They stay: only a part of the folder is looked at.
    Keep,
}

/// The differences between a folder and what it should hold, as paths below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were not there.
    pub added: BTreeSet<String>,
    /// Files with another content.
    pub changed: BTreeSet<String>,
    /// Files that should not be there.
    pub removed: BTreeSet<String>,
}

impl Changes {
    /// Adds the differences of another folder.
    pub fn extend(&mut self, other: Self) {
        self.added.extend(other.added);
        self.changed.extend(other.changed);
        self.removed.extend(other.removed);
    }

    /// Whether the folder holds just what it should.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Makes a folder hold these files, path below it → content. What is right already is not touched.
pub fn settle(
    folder: &Path,
    files: &BTreeMap<String, String>,
    leftovers: Leftovers,
    mode: Mode,
) -> io::Result<Changes> {
    let mut changes = Changes::default();
    for (name, content) in files {
        let path = folder.join(name);
        match std::fs::read(&path) {
            Ok(held) if held == content.as_bytes() => continue,
            Ok(_) => changes.changed.insert(name.clone()),
            Err(_) => changes.added.insert(name.clone()),
        };
        if mode == Mode::Write {
            write(&path, content)?;
        }
    }
    if leftovers == Leftovers::Remove {
        for path in held(folder)? {
            let name = below(folder, &path);
            if !files.contains_key(&name) {
                if mode == Mode::Write {
                    std::fs::remove_file(&path)?;
                    remove_empty_parents(folder, &path);
                }
                changes.removed.insert(name);
            }
        }
    }
    Ok(changes)
}

/// Writes beside and renames, so that an interrupted run never leaves half a file.
fn write(path: &Path, content: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".writing");
    let beside = path.with_file_name(name);
    std::fs::write(&beside, content)?;
    std::fs::rename(&beside, path)
}

/// Every file below a folder.
pub(crate) fn held(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                files.extend(held(&path)?);
            } else {
                files.push(path);
            }
        }
    }
    Ok(files)
}

/// The path of a file below a folder, `/` between its parts.
pub(crate) fn below(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// Removes the folders around a file that is gone, as far as they are empty.
pub(crate) fn remove_empty_parents(folder: &Path, path: &Path) {
    for parent in path.ancestors().skip(1).take_while(|parent| *parent != folder) {
        // A folder that is not empty refuses, and so do all above it.
        if std::fs::remove_dir(parent).is_err() {
            break;
        }
    }
}
