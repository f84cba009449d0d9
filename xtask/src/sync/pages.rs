//! Stores the fetched pages of the catalogue below `target/`, so that an interrupted run can continue.
//!
//! A page is written before the state file that lists it, so listed pages are complete. Pages of another URL or page
//! size, and pages older than 12 hours, are discarded.

use std::{io, path::PathBuf, time::Duration};

use fs_err as fs;

use serde::{Deserialize, Serialize};

use crate::{fetch::urls::ApiUrls, transaction::journal, workspace::Workspace};

/// Maximum age of stored pages.
const MAX_AGE: Duration = Duration::from_secs(12 * 60 * 60);

const STATE_FILE: &str = "state.json";

/// Stored pages of the catalogue.
#[derive(Clone, Debug)]
pub(super) struct CataloguePages {
    folder: PathBuf,
    state: PagesState,
}

/// Content of the state file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct PagesState {
    /// URL of the catalogue and size of a page.
    source: (String, u32),
    count: usize,
    /// Cursor of the page after each page; the last page has none.
    cursors: Vec<String>,
    complete: bool,
}

impl CataloguePages {
    /// Returns an empty store.
    pub(super) fn new(workspace: &Workspace, urls: &ApiUrls, limit: u32) -> Self {
        let state = PagesState { source: (urls.models(), limit), count: 0, cursors: Vec::new(), complete: false };
        Self { folder: journal::folder(workspace).join("catalogue"), state }
    }

    /// Loads the pages of an earlier run and returns their number.
    pub(super) fn load(&mut self) -> usize {
        let path = self.folder.join(STATE_FILE);
        let age =
            fs::metadata(&path).and_then(|metadata| metadata.modified()).ok().and_then(|time| time.elapsed().ok());
        let stored = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<PagesState>(&bytes).ok());
        match stored.filter(|stored| stored.source == self.state.source && age.is_some_and(|age| age < MAX_AGE)) {
            Some(stored) => self.state = stored,
            None => self.clear(),
        }
        self.state.count
    }

    /// Removes the stored pages.
    pub(super) fn clear(&self) {
        // Pages that cannot be removed expire.
        let _ = fs::remove_dir_all(&self.folder);
    }

    pub(super) fn count(&self) -> usize {
        self.state.count
    }

    pub(super) fn is_complete(&self) -> bool {
        self.state.complete
    }

    /// Returns the cursor of the next page.
    pub(super) fn cursor(&self) -> Option<&str> {
        self.state.cursors.last().map(String::as_str)
    }

    pub(super) fn has_seen(&self, cursor: &str) -> bool {
        self.state.cursors.iter().any(|seen| seen == cursor)
    }

    /// Stores a page.
    pub(super) fn add(&mut self, body: &[u8], next: Option<String>) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        fs::write(self.file(self.state.count), body)?;
        self.state.count += 1;
        self.state.complete = next.is_none();
        self.state.cursors.extend(next);
        let temporary = self.folder.join("state.writing");
        fs::write(&temporary, serde_json::to_vec(&self.state)?)?;
        fs::rename(&temporary, self.folder.join(STATE_FILE))
    }

    /// Reads the bodies of all pages.
    pub(super) fn bodies(&self) -> io::Result<Vec<Vec<u8>>> {
        (0..self.state.count).map(|number| fs::read(self.file(number))).collect()
    }

    fn file(&self, number: usize) -> PathBuf {
        self.folder.join(format!("page-{:04}.json", number + 1))
    }
}
