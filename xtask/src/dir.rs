//! Synchronizes generated folders with their expected content, or only compares them.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
};

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
    let mut changes = FileChanges::default();
    for (name, content) in files {
        let path = folder.join(name);
        match std::fs::read(&path) {
            Ok(found) if found == content.as_bytes() => continue,
            Ok(_) => changes.changed.insert(name.clone()),
            Err(_) => changes.added.insert(name.clone()),
        };
        if mode == WriteMode::Write {
            write(&path, content)?;
        }
    }
    if extraneous == Extraneous::Remove {
        for path in list_files(folder)? {
            let name = relative(folder, &path);
            if !files.contains_key(&name) {
                if mode == WriteMode::Write {
                    std::fs::remove_file(&path)?;
                    remove_empty_parents(folder, &path);
                }
                changes.removed.insert(name);
            }
        }
    }
    Ok(changes)
}

/// Writes a temporary file and renames it, so that an interrupted run never leaves a partial file.
fn write(path: &Path, content: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".writing");
    let temporary = path.with_file_name(name);
    std::fs::write(&temporary, content)?;
    std::fs::rename(&temporary, path)
}

/// Lists the files of a folder, recursively.
pub(crate) fn list_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                files.extend(list_files(&path)?);
            } else {
                files.push(path);
            }
        }
    }
    Ok(files)
}

/// Returns the path of a file relative to a folder, with `/` as separator on every system.
pub(crate) fn relative(folder: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// Removes the empty parent folders of a removed file, up to `folder`.
pub(crate) fn remove_empty_parents(folder: &Path, path: &Path) {
    for parent in path.ancestors().skip(1).take_while(|parent| *parent != folder) {
        // Fails for a folder that is not empty; its parents are not empty either.
        if std::fs::remove_dir(parent).is_err() {
            break;
        }
    }
}
