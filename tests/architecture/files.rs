//! The files of the workspace, each with the module that it is.

use std::path::Path;

use fal_tests::fixtures::workspace;

use crate::scan::code;

/// A file of Rust.
pub struct File {
    /// The path below the workspace, with `/` between its parts.
    pub name: String,
    /// The module, from the root of its crate.
    pub module: Vec<String>,
    /// The text as it stands there.
    pub text: String,
}

impl File {
    /// The text without comments, texts and tests.
    pub fn code(&self) -> String {
        code(&self.text)
    }

    /// Whether the whole file is only compiled for tests.
    pub fn is_test(&self) -> bool {
        self.module.iter().any(|segment| segment == "tests")
    }
}

/// Every file below a folder, by name.
pub fn all(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    collect(&workspace().join(folder), folder, &mut found);
    found.sort();
    assert!(!found.is_empty(), "{folder} is found");
    found
}

/// Every file of Rust below the source folder of a crate.
pub fn rust(source: &str) -> Vec<File> {
    let is_rust = |name: &str| Path::new(name).extension().is_some_and(|ending| ending == "rs");
    let files = all(source).into_iter().filter(|(name, _)| is_rust(name));
    files
        .map(|(name, bytes)| {
            let inner = name.strip_prefix(source).unwrap().trim_start_matches('/').trim_end_matches(".rs").to_owned();
            let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
            if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
                module.pop();
            }
            File { name, module, text: String::from_utf8(bytes).unwrap() }
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
