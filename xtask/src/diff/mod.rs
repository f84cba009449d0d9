//! `cargo xtask diff [REV]`: shows API changes between two sets of specifications.
//!
//! `inputs` reads the two sets, one of them perhaps with `git`; `comparison` compares them with `fal_codegen::diff`;
//! `version` derives the next version; `text`, `markdown` and `json` are the output formats. The current generator
//! reads both sets, so changes of the generator itself do not show; they show in the public API listing.

mod comparison;
mod git;
mod inputs;
mod json;
mod markdown;
mod text;
mod version;

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};

pub use comparison::Comparison;
pub use inputs::{Input, SpecSnapshot};
pub use version::{BumpLevel, VersionBump};

use crate::{
    command::{CommandResult, usage_error},
    workspace::Workspace,
};

/// Options of `diff`.
#[derive(Args, Debug, Clone)]
pub struct DiffArgs {
    /// Git revision to compare spec/ with, or two revisions: OLD..NEW.
    #[arg(value_name = "REV", default_value = "HEAD", conflicts_with_all = ["from", "to"])]
    pub revision: String,
    /// Old specifications: a file or folder instead of a revision.
    #[arg(long, value_name = "PATH", requires = "to")]
    pub from: Option<PathBuf>,
    /// New specifications: a file or folder.
    #[arg(long, value_name = "PATH", requires = "from")]
    pub to: Option<PathBuf>,
    /// Exit with status 1 on these changes.
    #[arg(long, value_name = "WHAT")]
    pub deny: Option<Deny>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub format: DiffFormat,
}

/// Changes that fail the command.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deny {
    /// Changes that break compilation or break at run time.
    Breaking,
}

/// Output format of `diff`.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffFormat {
    /// Text by endpoint, with consequence and provenance of each change.
    Text,
    /// Entries of CHANGELOG.md in the format of Keep a Changelog.
    Markdown,
    /// One JSON object.
    Json,
}

/// Runs the command.
pub fn run(args: &DiffArgs, out: &mut dyn Write) -> CommandResult {
    let workspace = Workspace::find();
    let (old, new) = match inputs::from_args(args) {
        Ok(inputs) => inputs,
        Err(message) => return Ok(usage_error(&message)),
    };
    let (old, new) = (old.read(&workspace)?, new.read(&workspace)?);
    let comparison = Comparison::new(&old, &new);
    eprint!("{}", comparison.errors);
    let text = match args.format {
        DiffFormat::Text => comparison.text(),
        DiffFormat::Markdown => comparison.markdown(),
        DiffFormat::Json => comparison.json(),
    };
    write!(out, "{text}")?;
    let breaking = comparison.changes.iter().filter(|change| change.compat.is_breaking()).count();
    let denied = args.deny == Some(Deny::Breaking) && breaking > 0;
    if denied {
        out.flush()?;
        eprintln!("error: {breaking} breaking change(s), denied by `--deny breaking`");
    }
    Ok(if denied || comparison.rejected { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
