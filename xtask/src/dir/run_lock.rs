//! Lets one run at a time write a crate.

use std::{
    fs::{File, TryLockError},
    io,
    path::Path,
};

use super::{reject_link, walk::is_link};

const FILE: &str = "codegen.lock";

/// Exclusive right to write a crate or workspace, until it is dropped or the process ends.
pub(crate) struct RunLock {
    /// `None` on a file system without locks.
    _file: Option<File>,
}

impl RunLock {
    /// Waits until no other run writes the crate or workspace in a folder.
    ///
    /// The lock file lies in `target/`, which version control ignores, unless `target/` is a link.
    pub(crate) fn acquire(folder: &Path) -> io::Result<Self> {
        let target = folder.join("target");
        let home = if is_link(&target) { folder } else { &target };
        fs_err::create_dir_all(home)?;
        let path = home.join(FILE);
        reject_link(&path)?;
        let file = fs_err::OpenOptions::new().create(true).truncate(false).write(true).open(&path)?.into_parts().0;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => {
                eprintln!("note: waiting for another run that writes {}", folder.display());
                file.lock()?;
                Ok(Self { _file: Some(file) })
            }
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(Self { _file: None }),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}
