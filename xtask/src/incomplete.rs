//! Marks a folder of endpoints as incomplete while its files are written.
//!
//! The mark is the root module, which does not compile and which `codegen --check` reports as stale, until the last file is
//! written. A killed run so leaves the old files, the new ones, or the mark.

use std::{io, path::Path};

use crate::dir::write;

/// File of the root module.
pub(crate) const FILE: &str = "mod.rs";

/// Root module of an incomplete folder.
pub(crate) const TEXT: &str = "\
// The files in this folder are incomplete.
compile_error!(\"code generation was interrupted; run `cargo xtask codegen` again with the same arguments\");
";

/// Marks a folder as incomplete.
pub(crate) fn mark(endpoints: &Path) -> io::Result<()> {
    write(&endpoints.join(FILE), TEXT)
}

/// Whether a folder is marked.
pub(crate) fn is_marked(endpoints: &Path) -> bool {
    let path = endpoints.join(FILE);
    path.is_file() && std::fs::read(path).is_ok_and(|text| text == TEXT.as_bytes())
}
