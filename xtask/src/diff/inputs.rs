//! The two sets of specifications that `diff` compares.

use std::{
    error::Error,
    path::{Path, PathBuf},
};

use fal_codegen::Source;

use super::{DiffArgs, git};
use crate::{
    sources::{self, LOCK},
    workspace::Workspace,
};

/// Where a set of specifications is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Git revision.
    Revision(String),
    /// `spec/` in the working tree.
    WorkingTree,
    /// Another folder or file.
    Path(PathBuf),
}

/// A set of specifications at one point in time.
#[derive(Clone, Debug)]
pub struct SpecSnapshot {
    /// Name for output.
    pub name: String,
    /// Specifications and overlays.
    pub sources: Vec<Source>,
    /// The lock of names; `None` if there is none.
    pub lock: Option<String>,
}

/// Returns the old and the new input, or a usage error.
pub(super) fn from_args(args: &DiffArgs) -> Result<(Input, Input), String> {
    if let (Some(from), Some(to)) = (&args.from, &args.to) {
        return Ok((Input::Path(from.clone()), Input::Path(to.clone())));
    }
    let range = args.revision.as_str();
    if range.contains("...") {
        return Err(format!("`{range}`: three dots are not supported; separate revisions with two: OLD..NEW"));
    }
    // As in git, a missing end of the range is HEAD.
    let revision = |text: &str| Input::Revision(if text.is_empty() { "HEAD" } else { text }.to_owned());
    Ok(match range.split_once("..") {
        Some((old, new)) => (revision(old), revision(new)),
        None => (revision(range), Input::WorkingTree),
    })
}

impl Input {
    /// Reads the specifications.
    pub fn read(&self, workspace: &Workspace) -> Result<SpecSnapshot, Box<dyn Error>> {
        match self {
            Self::Revision(name) => Ok(git::read(workspace.root(), name)?),
            Self::WorkingTree => folder("the working tree", &workspace.spec()),
            Self::Path(path) => folder(&path.display().to_string(), path),
        }
    }
}

fn folder(name: &str, path: &Path) -> Result<SpecSnapshot, Box<dyn Error>> {
    let lock = std::fs::read_to_string(path.join(LOCK)).ok();
    Ok(SpecSnapshot { name: name.to_owned(), sources: sources::read(path)?, lock })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::DiffFormat;

    fn inputs(range: &str) -> Result<(Input, Input), String> {
        let revision = range.to_owned();
        from_args(&DiffArgs { revision, from: None, to: None, deny: None, format: DiffFormat::Text })
    }

    #[test]
    fn one_revision_is_compared_with_the_working_tree_and_two_with_each_other() {
        let at = |name: &str| Input::Revision(name.to_owned());
        assert_eq!(inputs("HEAD~2"), Ok((at("HEAD~2"), Input::WorkingTree)));
        assert_eq!(inputs("v0.1.0..main"), Ok((at("v0.1.0"), at("main"))));
        assert_eq!(inputs("v0.1.0.."), Ok((at("v0.1.0"), at("HEAD"))));
        assert!(inputs("a...b").is_err_and(|message| message.contains("OLD..NEW")));
    }
}
