//! Files and folders → named sources, in one order on every system.

use std::{
    io,
    path::{Path, PathBuf},
};

use fal_codegen::Source;

/// What a specification may end in.
const ENDINGS: &[&str] = &["json", "yaml", "yml", "txt", "md"];

/// A folder or file that cannot be read.
#[derive(Debug)]
pub struct Unreadable {
    path: PathBuf,
    cause: io::Error,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read {}", self.path.display())
    }
}

impl std::error::Error for Unreadable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// Every specification and overlay below a folder, or the one file, named by the path below the folder.
pub fn read(path: &Path) -> Result<Vec<Source>, Unreadable> {
    let mut sources = Vec::new();
    let metadata = std::fs::metadata(path).map_err(unreadable(path))?;
    if metadata.is_dir() {
        collect(path, path, &mut sources)?;
    } else {
        let folder = path.parent().unwrap_or(Path::new(""));
        sources.push(source(folder, path)?);
        sources.extend(overlays_beside(folder, path)?);
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources.dedup();
    Ok(sources)
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) -> Result<(), Unreadable> {
    for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, sources)?;
        } else if has_ending(&path) {
            sources.push(source(root, &path)?);
        }
    }
    Ok(())
}

/// A specification that is named alone brings the overlays of its stem along.
fn overlays_beside(folder: &Path, path: &Path) -> Result<Vec<Source>, Unreadable> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = Source::new(name(path), "").stem().to_owned();
    let mut overlays = Vec::new();
    for ending in ["overlay.json", "overlay.yaml", "overlay.yml"] {
        let beside = folder.join(format!("{stem}.{ending}"));
        if beside.is_file() && beside != path {
            overlays.push(source(folder, &beside)?);
        }
    }
    Ok(overlays)
}

/// Whether a file of this path below the folder of specifications is one that is read.
pub(crate) fn is_source(path: &Path) -> bool {
    let hidden = path.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
    !hidden && has_ending(path)
}

fn has_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

fn source(root: &Path, path: &Path) -> Result<Source, Unreadable> {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Ok(Source::new(parts.join("/"), std::fs::read(path).map_err(unreadable(path))?))
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Unreadable {
    let path = path.to_owned();
    move |cause| Unreadable { path, cause }
}
