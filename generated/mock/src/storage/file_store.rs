//! The files that are there, in memory and bounded: the oldest make room for new ones.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use serde_json::Value;

use super::etag;

/// A file of the server's, for assertions of tests.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct File {
    /// Where it is fetched.
    pub url: String,
    /// Its name, as it was uploaded.
    pub name: String,
    /// Its content type.
    pub content_type: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// What the upload asked to become of it: the value of `X-Fal-Object-Lifecycle`.
    pub lifecycle: Option<Value>,
}

/// A file that the server has.
#[derive(Clone, Debug)]
pub(crate) struct StoredFile {
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) bytes: Bytes,
    /// Which version it is; it is given when the file is put on the shelf.
    pub(super) etag: String,
    pub(super) lifecycle: Option<Value>,
    /// Who may read it: `default`, and `rules` for users.
    pub(super) acl: Option<Value>,
}

impl StoredFile {
    pub(super) fn new(name: &str, content_type: &str, bytes: Bytes, lifecycle: Option<Value>) -> Self {
        let acl = lifecycle.as_ref().and_then(|lifecycle| lifecycle.get("initial_acl")).cloned();
        let (name, content_type) = (name.to_owned(), content_type.to_owned());
        Self { name, content_type, bytes, etag: String::new(), lifecycle, acl }
    }

    pub(super) fn told(&self, url: String) -> File {
        let Self { name, content_type, bytes, lifecycle, .. } = self.clone();
        File { url, name, content_type, bytes, lifecycle }
    }
}

/// So many bytes are kept.
const ROOM: usize = 1 << 30;
/// And so many files.
const MOST: usize = 50_000;

/// The files by their places.
#[derive(Default)]
pub(super) struct FileStore {
    files: BTreeMap<String, StoredFile>,
    /// The order they came in.
    order: VecDeque<String>,
    /// How many bytes there are.
    taken: usize,
    /// How many versions of files there were.
    versions: u64,
}

impl FileStore {
    /// Puts a file in its place; one that is there is replaced. Of the same bytes it is the same version.
    pub(super) fn put(&mut self, place: String, mut file: StoredFile) {
        self.versions += 1;
        let same = self.files.get(&place).filter(|old| old.bytes == file.bytes);
        file.etag = same.map_or_else(|| etag(self.versions), |old| old.etag.clone());
        self.taken += file.bytes.len();
        match self.files.insert(place.clone(), file) {
            Some(old) => self.taken -= old.bytes.len(),
            None => self.order.push_back(place),
        }
        while self.order.len() > 1 && (self.taken > ROOM || self.order.len() > MOST) {
            let oldest = self.order.pop_front().and_then(|place| self.files.remove(&place));
            self.taken -= oldest.map_or(0, |file| file.bytes.len());
        }
    }

    pub(super) fn get(&self, place: &str) -> Option<StoredFile> {
        self.files.get(place).cloned()
    }

    /// Changes who may read a file; whether it is there.
    pub(super) fn allow(&mut self, place: &str, acl: Value) -> bool {
        let Some(file) = self.files.get_mut(place) else { return false };
        file.acl = Some(acl);
        true
    }

    /// Every file and its place, the oldest first.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &StoredFile)> {
        self.order.iter().filter_map(|place| Some((place.as_str(), self.files.get(place)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(length: usize) -> StoredFile {
        StoredFile::new("a", "text/plain", Bytes::from(vec![0; length]), None)
    }

    fn places(files: &FileStore) -> Vec<&str> {
        files.all().map(|(place, _)| place).collect()
    }

    #[test]
    fn the_oldest_file_makes_room() {
        let mut files = FileStore { taken: ROOM - 30, ..FileStore::default() };
        for place in ["a", "b", "c"] {
            files.put(place.to_owned(), file(12));
        }
        assert_eq!(places(&files), ["b", "c"]);
    }

    #[test]
    fn a_file_that_comes_again_takes_no_more_room() {
        let mut files = FileStore::default();
        files.put("a".to_owned(), file(12));
        files.put("a".to_owned(), file(5));
        assert_eq!((places(&files), files.taken), (vec!["a"], 5));
    }

    #[test]
    fn other_bytes_are_another_version() {
        let mut files = FileStore::default();
        let mut put = |length| {
            files.put("a".to_owned(), file(length));
            files.get("a").unwrap().etag
        };
        let tags = [put(12), put(12), put(5)];
        assert!(tags[0] == tags[1] && tags[1] != tags[2], "{tags:?}");
    }
}
