//! Reads specifications and overlays from disk, in the same order on every system.

use std::{
    io,
    path::{Path, PathBuf},
};

use fal_codegen::Source;

use crate::dir;

/// The lock of names: in `spec/`, or in a stand-alone crate.
pub const LOCK: &str = "shared.lock";

/// File extensions of specifications.
const EXTENSIONS: &[&str] = &["json", "yaml", "yml", "txt", "md"];

/// A file or folder could not be read.
#[derive(Debug)]
pub struct SourceError {
    path: PathBuf,
    cause: io::Error,
}

impl std::fmt::Display for SourceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read {}", self.path.display())
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// Reads every specification and overlay of a folder, named by relative path; or one file with its overlays.
pub fn read(path: &Path) -> Result<Vec<Source>, SourceError> {
    let mut sources = Vec::new();
    let metadata = std::fs::metadata(path).map_err(source_error(path))?;
    if metadata.is_dir() {
        collect(path, path, &mut sources, &mut Vec::new())?;
    } else {
        let folder = path.parent().unwrap_or(Path::new(""));
        sources.push(source(folder, path)?);
        sources.extend(overlays_of(folder, path)?);
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources.dedup();
    Ok(sources)
}

/// Like [`read`], but a folder without a specification is an error.
pub fn read_some(path: &Path) -> Result<Vec<Source>, SourceError> {
    let sources = read(path)?;
    if sources.is_empty() {
        let endings: Vec<String> = EXTENSIONS.iter().map(|extension| format!("*.{extension}")).collect();
        let message = format!("it contains no specification: looked for {} at any depth", endings.join(", "));
        return Err(source_error(path)(io::Error::new(io::ErrorKind::NotFound, message)));
    }
    Ok(sources)
}

/// Adds the specifications of a folder. `open` are the folders that contain it: a link to one of them is not followed.
fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>, open: &mut Vec<PathBuf>) -> Result<(), SourceError> {
    let real = std::fs::canonicalize(folder).map_err(source_error(folder))?;
    if open.contains(&real) {
        return Ok(());
    }
    open.push(real);
    for entry in std::fs::read_dir(folder).map_err(source_error(folder))? {
        let path = entry.map_err(source_error(folder))?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, sources, open)?;
        } else if has_known_extension(&path) {
            sources.push(source(root, &path)?);
        }
    }
    open.pop();
    Ok(())
}

/// Reads the overlays in the same folder that have the stem of a specification.
fn overlays_of(folder: &Path, path: &Path) -> Result<Vec<Source>, SourceError> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = Source::new(name(path), "").stem().to_owned();
    let mut overlays = Vec::new();
    for ending in ["overlay.json", "overlay.yaml", "overlay.yml"] {
        let overlay = folder.join(format!("{stem}.{ending}"));
        if overlay.is_file() && overlay != path {
            overlays.push(source(folder, &overlay)?);
        }
    }
    Ok(overlays)
}

/// Whether a path relative to the specification folder has a known extension and is not hidden.
pub(crate) fn is_source(path: &Path) -> bool {
    let hidden = path.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
    !hidden && has_known_extension(path)
}

fn has_known_extension(path: &Path) -> bool {
    path.extension().is_some_and(|extension| EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

fn source(root: &Path, path: &Path) -> Result<Source, SourceError> {
    let metadata = std::fs::metadata(path).map_err(source_error(path))?;
    if !metadata.is_file() {
        // A pipe or a device might never end.
        return Err(source_error(path)(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file")));
    }
    Ok(Source::new(dir::relative(root, path), std::fs::read(path).map_err(source_error(path))?))
}

fn source_error(path: &Path) -> impl FnOnce(io::Error) -> SourceError {
    let path = path.to_owned();
    move |cause| SourceError { path, cause }
}
