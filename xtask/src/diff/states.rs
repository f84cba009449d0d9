//! Which two states are compared, and their specifications.

use std::{
    error::Error,
    path::{Path, PathBuf},
};

use fal_codegen::Source;

use super::{Arguments, revision};
use crate::{sources, workspace::Workspace};

/// A state by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// A commit of git, however it is written.
    Revision(String),
    /// The folder of specifications as it is now.
    Tree,
    /// Another folder, or a file.
    Path(PathBuf),
}

/// The specifications of a state.
#[derive(Clone, Debug)]
pub struct Given {
    /// What the state is called.
    pub name: String,
    /// Specifications and overlays.
    pub sources: Vec<Source>,
}

/// The old and the new state that the arguments name, or what is wrong with them.
pub(super) fn of(arguments: &Arguments) -> Result<(Named, Named), String> {
    if let (Some(from), Some(to)) = (&arguments.from, &arguments.to) {
        return Ok((Named::Path(from.clone()), Named::Path(to.clone())));
    }
    let written = arguments.revision.as_str();
    if written.contains("...") {
        return Err(format!("`{written}` is no pair of revisions; two dots stand between them: OLD..NEW"));
    }
    // As git has it, an end that is left out is where one is.
    let revision = |text: &str| Named::Revision(if text.is_empty() { "HEAD" } else { text }.to_owned());
    Ok(match written.split_once("..") {
        Some((old, new)) => (revision(old), revision(new)),
        None => (revision(written), Named::Tree),
    })
}

impl Named {
    /// Reads the specifications.
    pub fn read(&self, workspace: &Workspace) -> Result<Given, Box<dyn Error>> {
        match self {
            Self::Revision(name) => Ok(revision::read(workspace.root(), name)?),
            Self::Tree => folder("the working tree", &workspace.spec()),
            Self::Path(path) => folder(&path.display().to_string(), path),
        }
    }
}

fn folder(name: &str, path: &Path) -> Result<Given, Box<dyn Error>> {
    Ok(Given { name: name.to_owned(), sources: sources::read(path)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::Format;

    fn named(written: &str) -> Result<(Named, Named), String> {
        let revision = written.to_owned();
        of(&Arguments { revision, from: None, to: None, deny: None, format: Format::Text })
    }

    #[test]
    fn a_revision_is_compared_with_the_tree_and_two_with_each_other() {
        let at = |name: &str| Named::Revision(name.to_owned());
        assert_eq!(named("HEAD~2"), Ok((at("HEAD~2"), Named::Tree)));
        assert_eq!(named("v0.1.0..main"), Ok((at("v0.1.0"), at("main"))));
        assert_eq!(named("v0.1.0.."), Ok((at("v0.1.0"), at("HEAD"))));
        assert!(named("a...b").is_err_and(|message| message.contains("OLD..NEW")));
    }
}
