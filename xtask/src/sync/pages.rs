//! The pages of the catalogue as they came, below `target/`: an interrupted run goes on behind the last.
//!
//! A page is written before the note that it is there, so what is noted is whole. Pages of another address
//! or page size, and those of yesterday, are not gone on with: the catalogue moves.

use std::{fs, io, path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{change::journal, fetch::address::Addresses, workspace::Workspace};

/// How long pages are gone on with.
const FRESH: Duration = Duration::from_secs(12 * 60 * 60);

const STATE: &str = "state.json";

/// The pages so far.
#[derive(Clone, Debug)]
pub(super) struct Pages {
    folder: PathBuf,
    state: State,
}

/// What is noted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    /// The address of the catalogue and the size of a page.
    of: (String, u32),
    count: usize,
    /// The cursors behind each page; behind the last there is none.
    cursors: Vec<String>,
    complete: bool,
}

impl Pages {
    /// No pages yet.
    pub(super) fn of(workspace: &Workspace, addresses: &Addresses, limit: u32) -> Self {
        let state = State { of: (addresses.models(), limit), count: 0, cursors: Vec::new(), complete: false };
        Self { folder: journal::folder(workspace).join("catalogue"), state }
    }

    /// Finds the pages of a run before, and says how many.
    pub(super) fn recall(&mut self) -> usize {
        let path = self.folder.join(STATE);
        let age =
            fs::metadata(&path).and_then(|metadata| metadata.modified()).ok().and_then(|time| time.elapsed().ok());
        let noted = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<State>(&bytes).ok());
        match noted.filter(|noted| noted.of == self.state.of && age.is_some_and(|age| age < FRESH)) {
            Some(noted) => self.state = noted,
            None => self.forget(),
        }
        self.state.count
    }

    /// Removes what is kept.
    pub(super) fn forget(&self) {
        // What stays is not gone on with for long.
        let _ = fs::remove_dir_all(&self.folder);
    }

    pub(super) fn count(&self) -> usize {
        self.state.count
    }

    pub(super) fn is_complete(&self) -> bool {
        self.state.complete
    }

    /// Where the next page is.
    pub(super) fn cursor(&self) -> Option<&str> {
        self.state.cursors.last().map(String::as_str)
    }

    pub(super) fn has_seen(&self, cursor: &str) -> bool {
        self.state.cursors.iter().any(|seen| seen == cursor)
    }

    /// Keeps a page.
    pub(super) fn add(&mut self, body: &[u8], next: Option<String>) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        fs::write(self.file(self.state.count), body)?;
        self.state.count += 1;
        self.state.complete = next.is_none();
        self.state.cursors.extend(next);
        let unfinished = self.folder.join("state.writing");
        fs::write(&unfinished, serde_json::to_vec(&self.state)?)?;
        fs::rename(&unfinished, self.folder.join(STATE))
    }

    /// The pages as they came.
    pub(super) fn bodies(&self) -> io::Result<Vec<Vec<u8>>> {
        (0..self.state.count).map(|number| fs::read(self.file(number))).collect()
    }

    fn file(&self, number: usize) -> PathBuf {
        self.folder.join(format!("page-{:04}.json", number + 1))
    }
}
