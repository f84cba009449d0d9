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

/// The root module of a folder of modules.
const ROOT: &str = "mod.rs";

/// Content of the root module until all files are written. A build and a check of an interrupted run see it.
const INTERRUPTED: &str = "compile_error!(\"`cargo xtask codegen` was interrupted; run it again\");\n";

/// Gives a folder these files, relative path → content. Files that are up to date keep their modification time.
///
/// # Errors
///
/// Returns an error that names the path if a file cannot be read or written, or if its folder is a link.
pub fn sync(
    folder: &Path,
    files: &BTreeMap<String, String>,
    extraneous: Extraneous,
    mode: WriteMode,
) -> io::Result<FileChanges> {
    let changes = compare(folder, files, extraneous)?;
    if mode == WriteMode::Check || changes.is_empty() {
        return Ok(changes);
    }
    let root = files.get(ROOT);
    if root.is_some() {
        write(folder, ROOT, INTERRUPTED)?;
    }
    for name in changes.added.iter().chain(&changes.changed).filter(|name| *name != ROOT) {
        write(folder, name, files.get(name).map_or("", String::as_str))?;
    }
    for name in &changes.removed {
        let path = folder.join(name);
        std::fs::remove_file(&path).map_err(at(&path))?;
        remove_empty_parents(folder, &path);
    }
    root.map_or(Ok(()), |content| write(folder, ROOT, content))?;
    Ok(changes)
}

fn compare(folder: &Path, files: &BTreeMap<String, String>, extraneous: Extraneous) -> io::Result<FileChanges> {
    let mut changes = FileChanges::default();
    for (name, content) in files {
        match std::fs::read(folder.join(name)) {
            Ok(found) if found == content.as_bytes() => {}
            Ok(_) => drop(changes.changed.insert(name.clone())),
            Err(_) => drop(changes.added.insert(name.clone())),
        }
    }
    if extraneous == Extraneous::Remove {
        let found = list_files(folder)?.into_iter().map(|path| relative(folder, &path));
        changes.removed.extend(found.filter(|name| !files.contains_key(name)));
    }
    Ok(changes)
}

/// Writes a temporary file and renames it, so that an interrupted run never leaves a partial file. Runs at the same time
/// have different temporary files.
fn write(folder: &Path, name: &str, content: &str) -> io::Result<()> {
    let path = folder.join(name);
    reject_links(folder, &path)?;
    let temporary = path.with_file_name(format!(".{}.writing", std::process::id()));
    let parent = path.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent).map_err(at(parent))?;
    std::fs::write(&temporary, content).map_err(at(&temporary))?;
    std::fs::rename(&temporary, &path).map_err(at(&path))
}

/// Returns an error if a folder between `folder` and a file is a link, which may lead anywhere.
fn reject_links(folder: &Path, path: &Path) -> io::Result<()> {
    let is_link = |path: &&Path| std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    match path.ancestors().skip(1).take_while(|parent| *parent != folder).find(is_link) {
        Some(link) => {
            Err(at(link)(io::Error::other("it is a link; remove it, generated files are not written through it")))
        }
        None => Ok(()),
    }
}

/// Adds the path to an error.
fn at(path: &Path) -> impl Fn(io::Error) -> io::Error {
    let path = path.to_owned();
    move |error| io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Lists the files of a folder, recursively. Links are files, whatever they lead to.
pub(crate) fn list_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder).map_err(at(folder))? {
            let entry = entry.map_err(at(folder))?;
            if entry.file_type().map_err(at(&entry.path()))?.is_dir() {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A new folder, removed at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("fal-dir-{}-{name}", std::process::id()));
            std::fs::create_dir_all(&path).unwrap_or_else(|error| panic!("{error}"));
            Self(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            drop(std::fs::remove_dir_all(&self.0));
        }
    }

    fn files(names: &[&str]) -> BTreeMap<String, String> {
        names.iter().map(|name| ((*name).to_owned(), format!("// {name}\n"))).collect()
    }

    #[test]
    fn an_interrupted_run_leaves_a_root_that_does_not_compile() {
        let scratch = Scratch::new("interrupted");
        let wanted = files(&["mod.rs", "a/b.rs"]);
        // `a` is a file, so `a/b.rs` cannot be written.
        std::fs::write(scratch.0.join("a"), "").unwrap_or_else(|error| panic!("{error}"));
        let error = sync(&scratch.0, &wanted, Extraneous::Remove, WriteMode::Write).err();
        assert!(error.is_some_and(|error| error.to_string().contains("fal-dir-")), "the error names the path");
        let root = std::fs::read_to_string(scratch.0.join("mod.rs")).unwrap_or_default();
        assert!(root.contains("compile_error!"), "{root}");
        let changes = sync(&scratch.0, &wanted, Extraneous::Remove, WriteMode::Check).unwrap_or_default();
        assert!(changes.changed.contains("mod.rs"));
    }

    #[test]
    fn a_finished_run_changes_nothing_again() {
        let scratch = Scratch::new("finished");
        let wanted = files(&["mod.rs", "a/b.rs"]);
        let first = sync(&scratch.0, &wanted, Extraneous::Remove, WriteMode::Write).unwrap_or_default();
        assert_eq!(first.added.len(), 2);
        assert!(
            sync(&scratch.0, &wanted, Extraneous::Remove, WriteMode::Write).is_ok_and(|changes| changes.is_empty())
        );
        assert_eq!(list_files(&scratch.0).map(|files| files.len()).unwrap_or_default(), 2, "no temporary file is left");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_neither_followed_nor_written_through() {
        let (scratch, other) = (Scratch::new("links"), Scratch::new("other"));
        std::fs::write(other.0.join("mine.rs"), "mine").unwrap_or_else(|error| panic!("{error}"));
        std::os::unix::fs::symlink(&other.0, scratch.0.join("a")).unwrap_or_else(|error| panic!("{error}"));
        let rejected = sync(&scratch.0, &files(&["a/b.rs"]), Extraneous::Remove, WriteMode::Write);
        assert!(rejected.err().is_some_and(|error| error.to_string().contains("it is a link")));
        let removed = sync(&scratch.0, &files(&["c.rs"]), Extraneous::Remove, WriteMode::Write).unwrap_or_default();
        assert_eq!(removed.removed.into_iter().collect::<Vec<_>>(), ["a"]);
        assert!(other.0.join("mine.rs").exists() && !scratch.0.join("a").exists());
    }
}
