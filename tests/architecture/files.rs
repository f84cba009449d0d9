//! The files of the workspace, with their module paths.

use std::path::Path;

use fal_tests::fixtures::workspace;

use crate::scan::code;

/// A Rust source file.
pub struct SourceFile {
    /// Path relative to the workspace, with `/` as separator.
    pub name: String,
    /// Module path from the root of its crate.
    pub module: Vec<String>,
    /// Unmodified text.
    pub text: String,
}

impl SourceFile {
    /// The text without comments, string literals and tests.
    pub fn code(&self) -> String {
        code(&self.text)
    }

    /// Whether the file is compiled for tests only.
    pub fn is_test(&self) -> bool {
        self.module.iter().any(|segment| segment == "tests")
    }
}

/// Reads every file below a folder, sorted by name.
pub fn all(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    collect(&workspace().join(folder), folder, &mut found);
    found.sort();
    assert!(!found.is_empty(), "{folder} has no files");
    found
}

/// Reads every Rust file below the source folder of a crate.
pub fn rust(source: &str) -> Vec<SourceFile> {
    let is_rust = |name: &str| Path::new(name).extension().is_some_and(|ending| ending == "rs");
    let files = all(source).into_iter().filter(|(name, _)| is_rust(name));
    files
        .map(|(name, bytes)| {
            let inner = name.strip_prefix(source).unwrap().trim_start_matches('/').trim_end_matches(".rs").to_owned();
            let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
            if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
                module.pop();
            }
            SourceFile { name, module, text: String::from_utf8(bytes).unwrap() }
        })
        .collect()
}

fn collect(folder: &Path, above: &str, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{above}/{}", entry.file_name().to_string_lossy());
        match std::fs::read(entry.path()) {
            Ok(bytes) => found.push((name, bytes)),
            Err(_) => collect(&entry.path(), &name, found),
        }
    }
}
