//! In-memory file store of bounded size; the oldest files are dropped.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use serde_json::Value;

use super::etag;

/// A stored file, for assertions in tests.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct File {
    /// The URL of the file.
    pub url: String,
    /// The file name given in the upload.
    pub name: String,
    /// The content type.
    pub content_type: String,
    /// The content.
    pub bytes: Bytes,
    /// The lifecycle settings of the upload, from the header `X-Fal-Object-Lifecycle`.
    pub lifecycle: Option<Value>,
}

/// A file in the store.
#[derive(Clone, Debug)]
pub(crate) struct StoredFile {
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) bytes: Bytes,
    /// ETag of the version, assigned by [`FileStore::put`].
    pub(super) etag: String,
    pub(super) lifecycle: Option<Value>,
    /// The ACL: the `default` decision and `rules` for users.
    pub(super) acl: Option<Value>,
}

impl StoredFile {
    pub(super) fn new(name: &str, content_type: &str, bytes: Bytes, lifecycle: Option<Value>) -> Self {
        let acl = lifecycle.as_ref().and_then(|lifecycle| lifecycle.get("initial_acl")).cloned();
        let (name, content_type) = (name.to_owned(), content_type.to_owned());
        Self { name, content_type, bytes, etag: String::new(), lifecycle, acl }
    }

    pub(super) fn to_file(&self, url: String) -> File {
        let Self { name, content_type, bytes, lifecycle, .. } = self.clone();
        File { url, name, content_type, bytes, lifecycle }
    }
}

/// Maximum total size: 1 GiB.
const MAX_BYTES: usize = 1 << 30;
const MAX_FILES: usize = 50_000;

/// The stored files by path.
#[derive(Default)]
pub(super) struct FileStore {
    files: BTreeMap<String, StoredFile>,
    /// The paths in the order of their first upload.
    order: VecDeque<String>,
    /// Total size of the files in bytes.
    total_size: usize,
    /// Number of versions stored so far, for ETags.
    versions: u64,
}

impl FileStore {
    /// Stores a file, replacing one at the same path. Identical content keeps its ETag.
    pub(super) fn put(&mut self, path: String, mut file: StoredFile) {
        self.versions += 1;
        let same = self.files.get(&path).filter(|old| old.bytes == file.bytes);
        file.etag = same.map_or_else(|| etag(self.versions), |old| old.etag.clone());
        self.total_size += file.bytes.len();
        match self.files.insert(path.clone(), file) {
            Some(old) => self.total_size -= old.bytes.len(),
            None => self.order.push_back(path),
        }
        while self.order.len() > 1 && (self.total_size > MAX_BYTES || self.order.len() > MAX_FILES) {
            let oldest = self.order.pop_front().and_then(|path| self.files.remove(&path));
            self.total_size -= oldest.map_or(0, |file| file.bytes.len());
        }
    }

    pub(super) fn get(&self, path: &str) -> Option<StoredFile> {
        self.files.get(path).cloned()
    }

    /// Replaces the ACL of a file. Returns false if there is no such file.
    pub(super) fn set_acl(&mut self, path: &str, acl: Value) -> bool {
        let Some(file) = self.files.get_mut(path) else { return false };
        file.acl = Some(acl);
        true
    }

    /// Returns all files with their paths, the oldest first.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &StoredFile)> {
        self.order.iter().filter_map(|path| Some((path.as_str(), self.files.get(path)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(length: usize) -> StoredFile {
        StoredFile::new("a", "text/plain", Bytes::from(vec![0; length]), None)
    }

    fn paths(files: &FileStore) -> Vec<&str> {
        files.all().map(|(path, _)| path).collect()
    }

    #[test]
    fn the_oldest_file_is_dropped_when_the_store_is_full() {
        let mut files = FileStore { total_size: MAX_BYTES - 30, ..FileStore::default() };
        for path in ["a", "b", "c"] {
            files.put(path.to_owned(), file(12));
        }
        assert_eq!(paths(&files), ["b", "c"]);
    }

    #[test]
    fn replacing_a_file_frees_its_old_content() {
        let mut files = FileStore::default();
        files.put("a".to_owned(), file(12));
        files.put("a".to_owned(), file(5));
        assert_eq!((paths(&files), files.total_size), (vec!["a"], 5));
    }

    #[test]
    fn changed_content_gets_a_new_etag() {
        let mut files = FileStore::default();
        let mut put = |length| {
            files.put("a".to_owned(), file(length));
            files.get("a").unwrap().etag
        };
        let tags = [put(12), put(12), put(5)];
        assert!(tags[0] == tags[1] && tags[1] != tags[2], "{tags:?}");
    }
}
