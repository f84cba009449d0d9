//! What all subcommands share: their result type and the exit status of a usage error.

use std::{error::Error, process::ExitCode};

/// Result of a subcommand: 0 done, 1 a check failed or a specification was rejected, 2 wrong usage.
pub type CommandResult = Result<ExitCode, Box<dyn Error>>;

/// Exit status of wrong usage, as clap has it.
pub const USAGE: u8 = 2;

/// Prints an error and returns status 1, for a failure that is no bug and needs no cause.
pub fn failure(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::FAILURE
}

/// Prints an error about the arguments and returns status 2.
pub fn usage_error(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(USAGE)
}
