//! Journal of a transaction: lists all file moves before the first, so that the next command can finish them if the
//! process is killed.
//!
//! The remaining steps are applied only if every file is as before or after its step. If a file was changed or reset in
//! between, they are discarded; `cargo xtask codegen` regenerates the files from the specifications.

use std::{
    fmt::Write as _,
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use fs_err as fs;

use super::{FOLDER_PREFIX, hash, hash_of};
use crate::{dir::RunLock, incomplete, workspace::Workspace};

/// Folder of the changed files, in the folder of a transaction.
pub(super) const TREE: &str = "tree";
const JOURNAL: &str = "journal";

/// Folder of the endpoints, and its root module, which marks an incomplete folder.
pub(super) const ENDPOINTS: &str = "generated/src/endpoints";
pub(super) const ROOT_MODULE: &str = "generated/src/endpoints/mod.rs";

/// Age from which a folder without a journal is removed. A running process needs seconds to write one.
const ABANDONED_AFTER: Duration = Duration::from_secs(15 * 60);

/// Change of one file: hashes of its content, `None` if it does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CommitStep {
    /// Path relative to the workspace.
    pub name: String,
    pub before: Option<u64>,
    pub after: Option<u64>,
}

/// Steps of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Journal {
    pub steps: Vec<CommitStep>,
}

/// Returns the folder for transactions of a workspace. It has a hash of the workspace path, because workspaces may share
/// a target folder.
pub fn folder(workspace: &Workspace) -> PathBuf {
    let target = workspace.target();
    let root = hash(workspace.root().to_string_lossy().as_bytes());
    std::path::absolute(&target).unwrap_or(target).join(format!("xtask/{root:016x}"))
}

/// Whether a transaction has unfinished steps.
pub(super) fn is_open(transaction: &Path) -> bool {
    transaction.join(JOURNAL).exists()
}

/// Finishes transactions of killed processes. Returns a message if there were any.
pub fn recover(workspace: &Workspace) -> Option<String> {
    if !folder(workspace).exists() {
        return None;
    }
    // A transaction of a running process is finished by that process.
    let _lock = RunLock::acquire(workspace.root()).ok()?;
    let folders = fs::read_dir(folder(workspace)).ok()?.flatten().map(|entry| entry.path());
    let transactions =
        folders.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(FOLDER_PREFIX)));
    transactions.filter_map(|transaction| recover_one(&transaction, workspace.root())).last()
}

fn recover_one(transaction: &Path, root: &Path) -> Option<String> {
    let Ok(text) = fs::read_to_string(transaction.join(JOURNAL)) else {
        let age = fs::metadata(transaction).ok()?.modified().ok()?.elapsed().ok()?;
        if age > ABANDONED_AFTER {
            let _ = fs::remove_dir_all(transaction);
        }
        return None;
    };
    let journal = Journal::parse(&text)?;
    let message = if journal.is_applicable(transaction, root) {
        journal.apply(transaction, root).err().map_or_else(
            || "finished an interrupted command".to_owned(),
            |error| format!("cannot finish an interrupted command: {error}"),
        )
    } else {
        "an interrupted command was not finished because files have changed since; \
         check `git status`, then run `cargo xtask codegen`"
            .to_owned()
    };
    let _ = fs::remove_dir_all(transaction);
    Some(message)
}

impl Journal {
    /// Writes the journal, applies its steps and removes it.
    pub(super) fn run(&self, transaction: &Path, root: &Path) -> io::Result<()> {
        if self.steps.is_empty() {
            return Ok(());
        }
        let temporary = transaction.join("journal.writing");
        fs::write(&temporary, self.text())?;
        fs::rename(&temporary, transaction.join(JOURNAL))?;
        self.apply(transaction, root)?;
        fs::remove_file(transaction.join(JOURNAL))
    }

    /// Applies the steps. Those of the root module are the last, and it does not compile before.
    fn apply(&self, transaction: &Path, root: &Path) -> io::Result<()> {
        let tree = transaction.join(TREE);
        let (last, first): (Vec<_>, Vec<_>) = self.steps.iter().partition(|step| step.name == ROOT_MODULE);
        if last.iter().any(|step| tree.join(&step.name).exists()) {
            incomplete::mark(&root.join(ENDPOINTS))?;
        }
        for step in first.into_iter().chain(last) {
            let file = root.join(&step.name);
            match step.after {
                Some(_) => move_file(&tree.join(&step.name), &file)?,
                None => remove(root, &file)?,
            }
        }
        Ok(())
    }

    /// Whether each step is done or can be done.
    fn is_applicable(&self, transaction: &Path, root: &Path) -> bool {
        self.steps.iter().all(|step| {
            let now = hash_of(&root.join(&step.name));
            let has_source = step.after.is_none() || transaction.join(TREE).join(&step.name).exists();
            let is_marked = step.name == ROOT_MODULE && incomplete::is_marked(&root.join(ENDPOINTS));
            now == step.after || ((now == step.before || is_marked) && has_source)
        })
    }

    fn text(&self) -> String {
        let hash = |hash: Option<u64>| hash.map_or_else(|| "-".to_owned(), |hash| format!("{hash:016x}"));
        self.steps.iter().fold(String::new(), |mut text, CommitStep { name, before, after }| {
            let _ = writeln!(text, "{}\t{}\t{name}", hash(*before), hash(*after));
            text
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let hash = |word: &str| match word {
            "-" => Some(None),
            word => u64::from_str_radix(word, 16).ok().map(Some),
        };
        let step = |line: &str| {
            let mut columns = line.splitn(3, '\t');
            let (before, after) = (hash(columns.next()?)?, hash(columns.next()?)?);
            Some(CommitStep { before, after, name: columns.next()?.to_owned() })
        };
        text.lines().map(step).collect::<Option<Vec<_>>>().map(|steps| Self { steps })
    }
}

/// Moves a file, replacing the target. A missing source was moved by an earlier run.
fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    if !from.exists() {
        return Ok(());
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    if fs::rename(from, to).is_ok() {
        return Ok(());
    }
    // Renaming fails if `target/` is on another file system.
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".writing");
    let temporary = to.with_file_name(name);
    fs::copy(from, &temporary)?;
    fs::rename(&temporary, to)?;
    fs::remove_file(from)
}

fn remove(root: &Path, file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => crate::dir::remove_empty_parents(root, file),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
