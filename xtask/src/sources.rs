//! Reads specifications and overlays from disk, in the same order on every system.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

use fal_codegen::Source;

use crate::dir;

/// The lock of names: in `spec/`, or in a stand-alone crate.
pub const LOCK: &str = "shared.lock";

/// File extensions of specifications.
const EXTENSIONS: &[&str] = &["json", "yaml", "yml", "txt", "md"];

/// Specifications could not be read.
#[derive(Debug)]
pub enum SourceError {
    /// A file or folder could not be read.
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        cause: io::Error,
    },
    /// A folder contains no specification.
    NoSpecification(PathBuf),
}

impl std::fmt::Display for SourceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable { path, .. } => write!(f, "cannot read {}", path.display()),
            Self::NoSpecification(path) => {
                let endings: Vec<String> = EXTENSIONS.iter().map(|extension| format!("*.{extension}")).collect();
                let (path, endings) = (path.display(), endings.join(", "));
                write!(f, "no specification in {path}, so nothing was changed; add a file ({endings}), at any depth")
            }
        }
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { cause, .. } => Some(cause),
            Self::NoSpecification(_) => None,
        }
    }
}

/// Reads every specification and overlay of a folder, named by relative path; or one file with its overlays.
pub fn read(path: &Path) -> Result<Vec<Source>, SourceError> {
    let mut sources = Vec::new();
    let metadata = std::fs::metadata(path).map_err(source_error(path))?;
    if metadata.is_dir() {
        let root = std::fs::canonicalize(path).map_err(source_error(path))?;
        let mut visited = VisitedFolders { root, outside: BTreeSet::new() };
        collect(path, path, &mut visited, &mut sources)?;
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
        return Err(SourceError::NoSpecification(path.to_owned()));
    }
    Ok(sources)
}

/// Folders that were read, to read each once: links may form circles.
struct VisitedFolders {
    root: PathBuf,
    outside: BTreeSet<PathBuf>,
}

impl VisitedFolders {
    /// Whether the folder that a link leads to has files that are not read otherwise.
    fn is_new(&mut self, link: &Path) -> Result<bool, SourceError> {
        let folder = std::fs::canonicalize(link).map_err(source_error(link))?;
        let is_related = folder.starts_with(&self.root) || self.root.starts_with(&folder);
        Ok(!is_related && self.outside.insert(folder))
    }
}

fn collect(
    root: &Path,
    folder: &Path,
    visited: &mut VisitedFolders,
    sources: &mut Vec<Source>,
) -> Result<(), SourceError> {
    for entry in std::fs::read_dir(folder).map_err(source_error(folder))? {
        let path = entry.map_err(source_error(folder))?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            if !is_behind_link(root, &path) || visited.is_new(&path)? {
                collect(root, &path, visited, sources)?;
            }
        } else if has_known_extension(&path) {
            reject_special(&path)?;
            sources.push(source(root, &path)?);
        }
    }
    Ok(())
}

/// Whether a folder below the root is a link or reached by one.
fn is_behind_link(root: &Path, folder: &Path) -> bool {
    let parents = folder.ancestors().take_while(|parent| *parent != root);
    parents.into_iter().any(Path::is_symlink)
}

/// Returns an error for a pipe, a device or a socket, which may never end.
fn reject_special(path: &Path) -> Result<(), SourceError> {
    let metadata = std::fs::metadata(path).map_err(source_error(path))?;
    if metadata.is_file() {
        return Ok(());
    }
    let message = "it is not a regular file; move it out of the folder of specifications";
    Err(source_error(path)(io::Error::new(io::ErrorKind::InvalidInput, message)))
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
    Ok(Source::new(dir::relative(root, path), std::fs::read(path).map_err(source_error(path))?))
}

fn source_error(path: &Path) -> impl FnOnce(io::Error) -> SourceError {
    let path = path.to_owned();
    move |cause| SourceError::Unreadable { path, cause }
}
