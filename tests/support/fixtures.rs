//! Fixtures: small specifications written for the tests, one idea each, and the real specifications.
//!
//! A fixture is a file with the overlay of the same stem, or a folder; its name is the path without the extension
//! of the format, e.g. `prose/range_ascii`.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use fal_codegen::{Diagnostic, Options, Output, Positions, Source, generate, render::Target};
use xtask::{
    diagnostics::{ColorChoice, render},
    sources::{self, SourceError},
};

/// A small specification with its overlay.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// Path relative to the folder of fixtures, without the extension.
    pub name: String,
    /// Its sources, named by their paths relative to the folder of fixtures.
    pub sources: Vec<Source>,
}

impl Fixture {
    /// Generates the fixture alone.
    pub fn generate(&self) -> Output {
        generate(&self.sources, &Options::new(Target::own()))
    }

    /// The name as a file name.
    pub fn file_name(&self) -> String {
        self.name.replace('/', "+")
    }
}

/// This package's folder.
pub fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The workspace's folder.
pub fn workspace() -> PathBuf {
    home().parent().unwrap_or(home()).to_owned()
}

/// Reads the accepted fixtures, in folders by topic.
pub fn accepted() -> Result<Vec<Fixture>, SourceError> {
    Ok(grouped(sources::read(&home().join("accepted"))?, 2))
}

/// Reads the rejected fixtures.
pub fn rejected() -> Result<Vec<Fixture>, SourceError> {
    Ok(grouped(sources::read(&home().join("rejected"))?, 1))
}

/// Reads the specifications of this workspace.
pub fn real() -> Result<Vec<Source>, SourceError> {
    sources::read(&workspace().join("spec"))
}

/// Generates the real specifications, with the lock of shared types.
pub fn generate_real() -> Result<Output, SourceError> {
    let lock = std::fs::read_to_string(workspace().join("spec/shared.lock")).unwrap_or_default();
    Ok(generate(&real()?, &Options { lock, ..Options::new(Target::own()) }))
}

/// The sources of all fixtures together.
pub fn together(fixtures: &[Fixture]) -> Vec<Source> {
    fixtures.iter().flat_map(|fixture| fixture.sources.clone()).collect()
}

/// Formats every diagnostic as the program prints it, separated by empty lines.
pub fn drawn(diagnostics: &[Diagnostic], sources: &[Source]) -> String {
    let positions = Positions::new(sources);
    let drawings: Vec<String> =
        diagnostics.iter().map(|diagnostic| render(diagnostic, &positions, ColorChoice::Never)).collect();
    drawings.join("\n")
}

/// Groups sources by the first `depth` parts of their names.
fn grouped(sources: Vec<Source>, depth: usize) -> Vec<Fixture> {
    let mut fixtures: BTreeMap<String, Vec<Source>> = BTreeMap::new();
    for source in sources {
        let parts: Vec<&str> = source.stem().split('/').take(depth).collect();
        fixtures.entry(parts.join("/")).or_default().push(source);
    }
    fixtures.into_iter().map(|(name, sources)| Fixture { name, sources }).collect()
}
