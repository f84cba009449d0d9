//! Writes and removes single files.

use std::{
    io::{self, Write},
    path::Path,
};

/// Name of the temporary file in the folder of the file that is written. It does not depend on that file, whose name may be
/// as long as the file system allows.
const TEMPORARY: &str = "codegen.writing";

/// Writes a temporary file and renames it, so that an interrupted run never leaves a partial file.
pub(crate) fn write(path: &Path, content: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs_err::create_dir_all(parent)?;
    }
    let temporary = path.with_file_name(TEMPORARY);
    remove(&temporary)?;
    fs_err::File::create_new(&temporary)?.write_all(content.as_bytes())?;
    if path.is_dir() {
        // An empty folder; renaming reports any other.
        let _ = std::fs::remove_dir(path);
    }
    fs_err::rename(&temporary, path).inspect_err(|_| {
        let _ = std::fs::remove_file(&temporary);
    })
}

/// Removes a file or a link, if it exists.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs_err::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            // A link to a folder is removed as a folder on Windows.
            if super::walk::is_link(path) { fs_err::remove_dir(path) } else { Err(error) }
        }
        _ => Ok(()),
    }
}
