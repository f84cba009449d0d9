//! Lists the files of a folder.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Whether a path is a link.
pub(super) fn is_link(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

/// Reads a file that is neither a link nor special, such as a pipe, which might never end.
pub(crate) fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    if std::fs::symlink_metadata(path)?.is_file() {
        return fs_err::read(path);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{} is not a regular file", path.display())))
}

/// Lists the files of a folder, recursively. Links are listed as files, wherever they lead.
pub(crate) fn list_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in fs_err::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                files.extend(list_files(&entry.path())?);
            } else {
                files.push(entry.path());
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
