//! The moves of a change, written down before the first of them, so that a killed process can be made good.
//!
//! The next command of `cargo xtask` looks for journals and does the rest, provided that every file is
//! still as it was before its step or behind it. Where somebody has changed or reset a file meanwhile, the
//! rest is dropped: the specifications are what counts, and `cargo xtask codegen` makes the remainder.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{FOLDER, number, number_of};
use crate::workspace::Workspace;

/// The files of a change, in its folder.
pub(super) const TREE: &str = "tree";
const JOURNAL: &str = "journal";

/// A copy without a journal belongs to a process that runs, or to one that was killed: making one takes seconds.
const LONG_AGO: Duration = Duration::from_secs(15 * 60);

/// A file that changes: its content as a number, none where there is no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The path below the root of the workspace.
    pub name: String,
    pub before: Option<u64>,
    pub after: Option<u64>,
}

/// The steps of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Journal {
    pub steps: Vec<Step>,
}

/// Where changes of a workspace are made: what is built may be built for several workspaces in one folder.
pub fn folder(workspace: &Workspace) -> PathBuf {
    let target = workspace.target();
    let root = number_of(workspace.root().to_string_lossy().as_bytes());
    std::path::absolute(&target).unwrap_or(target).join(format!("xtask/{root:016x}"))
}

/// Whether a change has been begun and not finished.
pub(super) fn is_open(change: &Path) -> bool {
    change.join(JOURNAL).exists()
}

/// Finishes what a killed process has begun in this workspace. Says so, if there was something.
pub fn recover(workspace: &Workspace) -> Option<String> {
    let folders = fs::read_dir(folder(workspace)).ok()?.flatten().map(|entry| entry.path());
    let changes =
        folders.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(FOLDER)));
    changes.filter_map(|change| recover_one(&change, workspace.root())).last()
}

fn recover_one(change: &Path, root: &Path) -> Option<String> {
    let Ok(text) = fs::read_to_string(change.join(JOURNAL)) else {
        let age = fs::metadata(change).ok()?.modified().ok()?.elapsed().ok()?;
        if age > LONG_AGO {
            let _ = fs::remove_dir_all(change);
        }
        return None;
    };
    let journal = Journal::parse(&text)?;
    let told = if journal.fits(change, root) {
        journal.apply(change, root).err().map_or_else(
            || "a change that was interrupted is finished".to_owned(),
            |error| format!("a change that was interrupted cannot be finished: {error}"),
        )
    } else {
        "a change was interrupted, and files were changed since: the rest of it is dropped; \
         look at `git status`, then run `cargo xtask codegen`"
            .to_owned()
    };
    let _ = fs::remove_dir_all(change);
    Some(told)
}

impl Journal {
    /// Writes the journal, does every step, and forgets them.
    pub(super) fn carry_out(&self, change: &Path, root: &Path) -> io::Result<()> {
        if self.steps.is_empty() {
            return Ok(());
        }
        let unfinished = change.join("journal.writing");
        fs::write(&unfinished, self.text())?;
        fs::rename(&unfinished, change.join(JOURNAL))?;
        self.apply(change, root)?;
        fs::remove_file(change.join(JOURNAL))
    }

    fn apply(&self, change: &Path, root: &Path) -> io::Result<()> {
        for step in &self.steps {
            let file = root.join(&step.name);
            match step.after {
                Some(_) => put(&change.join(TREE).join(&step.name), &file)?,
                None => remove(root, &file)?,
            }
        }
        Ok(())
    }

    /// Whether each step can still be done, or is done.
    fn fits(&self, change: &Path, root: &Path) -> bool {
        self.steps.iter().all(|step| {
            let now = number(&root.join(&step.name));
            let at_hand = step.after.is_none() || change.join(TREE).join(&step.name).exists();
            now == step.after || (now == step.before && at_hand)
        })
    }

    fn text(&self) -> String {
        let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| format!("{number:016x}"));
        self.steps.iter().fold(String::new(), |mut text, Step { name, before, after }| {
            let _ = writeln!(text, "{}\t{}\t{name}", number(*before), number(*after));
            text
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let number = |word: &str| match word {
            "-" => Some(None),
            word => u64::from_str_radix(word, 16).ok().map(Some),
        };
        let step = |line: &str| {
            let mut words = line.splitn(3, '\t');
            let (before, after) = (number(words.next()?)?, number(words.next()?)?);
            Some(Step { before, after, name: words.next()?.to_owned() })
        };
        text.lines().map(step).collect::<Option<Vec<_>>>().map(|steps| Self { steps })
    }
}

/// Moves a file over another; one that is not there has been moved already.
fn put(from: &Path, to: &Path) -> io::Result<()> {
    if !from.exists() {
        return Ok(());
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    if fs::rename(from, to).is_ok() {
        return Ok(());
    }
    // `target/` may be on another disk.
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".writing");
    let beside = to.with_file_name(name);
    fs::copy(from, &beside)?;
    fs::rename(&beside, to)?;
    fs::remove_file(from)
}

fn remove(root: &Path, file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => crate::folder::remove_empty_parents(root, file),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
