//! `cargo xtask diff [REV]`: what changed for Rust users between two states of the specifications.
//!
//! `states` says which two are meant, `revision` reads one of them out of git, and `comparison` gives both to
//! `fal_codegen::diff`. Both are read by today's generator, so a change of the generator itself is no change
//! here; the listing of the public surface shows that. `version` says what the changes ask of the version,
//! `text`, `markdown` and `json` how they look.

mod comparison;
mod json;
mod markdown;
mod revision;
mod states;
mod text;
mod version;

use std::{error::Error, io::Write, path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};

pub use comparison::Comparison;
pub use states::{Given, Named};
pub use version::{Bump, Part};

use crate::workspace::Workspace;

/// Options of `diff`.
#[derive(Args, Debug, Clone)]
pub struct Arguments {
    /// The revision that spec/ is compared with, or two: OLD..NEW.
    #[arg(value_name = "REV", default_value = "HEAD", conflicts_with_all = ["from", "to"])]
    pub revision: String,
    /// The old state: a file or folder of specifications, in place of a revision.
    #[arg(long, value_name = "PATH", requires = "to")]
    pub from: Option<PathBuf>,
    /// The new state: a file or folder of specifications.
    #[arg(long, value_name = "PATH", requires = "from")]
    pub to: Option<PathBuf>,
    /// Exit 1 if a change breaks programs.
    #[arg(long, value_name = "WHAT")]
    pub deny: Option<Deny>,
    /// How the changes are told: for people, as lines for CHANGELOG.md, or for programs.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What must not be.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deny {
    /// Changes that break compilation or that break at run time.
    Breaking,
}

/// How changes are told.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// By endpoint, with what each change means and where it came from.
    Text,
    /// As lines for a change log, by Keep a Changelog.
    Markdown,
    /// As one object.
    Json,
}

type Done = Result<ExitCode, Box<dyn Error>>;

/// Exit status of a wrong call.
const USAGE: u8 = 2;

/// Runs the command.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Done {
    let workspace = Workspace::find();
    let (old, new) = match states::of(arguments) {
        Ok(states) => states,
        Err(message) => {
            eprintln!("error: {message}");
            return Ok(ExitCode::from(USAGE));
        }
    };
    let (old, new) = (old.read(&workspace)?, new.read(&workspace)?);
    let comparison = Comparison::of(&old, &new);
    eprint!("{}", comparison.told);
    let text = match arguments.format {
        Format::Text => comparison.text(),
        Format::Markdown => comparison.markdown(),
        Format::Json => comparison.json(),
    };
    write!(out, "{text}")?;
    let breaking = comparison.changes.iter().filter(|change| change.breaks.any()).count();
    let denied = arguments.deny == Some(Deny::Breaking) && breaking > 0;
    if denied {
        out.flush()?;
        eprintln!("error: {breaking} breaking, which `--deny breaking` does not let pass");
    }
    Ok(if denied || comparison.refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
