//! Generated folders with links, pipes and other obstacles, in temporary folders.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use super::*;

/// A temporary folder, removed on drop.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("xtask-dir-{}-{number}", std::process::id()));
        fs::create_dir_all(path.join("crate")).unwrap();
        fs::create_dir_all(path.join("outside")).unwrap();
        fs::write(path.join("outside/theirs.rs"), "theirs").unwrap();
        Self(path)
    }

    fn path(&self) -> PathBuf {
        self.0.join("crate")
    }

    fn sync(&self, extraneous: Extraneous) -> io::Result<FileChanges> {
        let files = [("a.rs", "a"), ("a/b.rs", "b")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        sync(&self.path(), &BTreeMap::from(files), extraneous, WriteMode::Write)
    }

    fn assert_written(&self) {
        assert_eq!(self.names(), ["a.rs", "a/b.rs"]);
        assert_eq!(fs::read_to_string(self.path().join("a/b.rs")).unwrap(), "b");
        assert_eq!(fs::read_to_string(self.0.join("outside/theirs.rs")).unwrap(), "theirs");
    }

    fn names(&self) -> Vec<String> {
        existing_files(&self.path()).unwrap().into_iter().collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn files_replace_folders_and_folders_replace_files() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path().join("a.rs/old")).unwrap();
    fs::write(folder.path().join("a.rs/old/x"), "").unwrap();
    fs::write(folder.path().join("a"), "").unwrap();
    let changes = folder.sync(Extraneous::Remove).unwrap();
    assert_eq!(changes.removed, BTreeSet::from(["a".to_owned(), "a.rs/old/x".to_owned()]));
    folder.assert_written();
    assert!(folder.sync(Extraneous::Remove).unwrap().is_empty());
}

#[test]
fn errors_name_the_path() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path().join("a.rs")).unwrap();
    fs::write(folder.path().join("a.rs/theirs"), "").unwrap();
    let error = folder.sync(Extraneous::Keep).unwrap_err();
    assert!(error.to_string().contains("a.rs"), "{error}");
    fs::write(folder.path().join("a"), "").unwrap();
    fs::remove_dir_all(folder.path().join("a.rs")).unwrap();
    let error = folder.sync(Extraneous::Keep).unwrap_err();
    assert!(error.to_string().contains("crate/a"), "{error}");
}

#[test]
fn a_name_as_long_as_the_file_system_allows_is_written() {
    let folder = Folder::new();
    let name = "x".repeat(255);
    let files = BTreeMap::from([(name.clone(), "text".to_owned())]);
    sync(&folder.path(), &files, Extraneous::Remove, WriteMode::Write).unwrap();
    assert_eq!(folder.names(), [name]);
}

#[cfg(unix)]
mod unix {
    use std::{os::unix::fs::symlink, process::Command};

    use super::*;

    #[test]
    fn links_are_replaced_and_not_followed() {
        for link in ["a", "a.rs", "other", "codegen.writing"] {
            let folder = Folder::new();
            symlink(folder.0.join("outside"), folder.path().join(link)).unwrap();
            folder.sync(Extraneous::Remove).unwrap();
            folder.assert_written();
        }
    }

    #[test]
    fn a_link_on_the_way_to_a_single_file_is_an_error() {
        let folder = Folder::new();
        symlink(folder.0.join("outside"), folder.path().join("a")).unwrap();
        let error = folder.sync(Extraneous::Keep).unwrap_err();
        assert!(error.to_string().contains("crate/a is a link"), "{error}");
        assert_eq!(folder.names(), ["a"]);
    }

    #[test]
    fn a_generated_folder_that_is_a_link_is_an_error() {
        let folder = Folder::new();
        fs::remove_dir(folder.path()).unwrap();
        symlink(folder.0.join("outside"), folder.path()).unwrap();
        let error = folder.sync(Extraneous::Remove).unwrap_err();
        assert!(error.to_string().contains("crate is a link"), "{error}");
        assert!(folder.0.join("outside/theirs.rs").exists());
    }

    #[test]
    fn a_pipe_is_replaced_and_not_read() {
        let folder = Folder::new();
        for name in ["a.rs", "other"] {
            assert!(Command::new("mkfifo").arg(folder.path().join(name)).status().unwrap().success());
        }
        folder.sync(Extraneous::Remove).unwrap();
        folder.assert_written();
    }
}
