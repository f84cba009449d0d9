//! The menu: one subcommand, one module.

use std::process::ExitCode;

use crate::{budget, census, codegen, explain, overlay, prose};
use clap::{Parser, Subcommand};

/// Maintenance commands of the fal-sdk workspace.
#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", version)]
struct Menu {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the endpoints from the specifications, or check that they are fresh.
    Codegen(codegen::Arguments),
    /// Hold what an endpoint costs to compile against what was agreed.
    Budget(budget::Arguments),
    /// Measure a folder of specifications: build what is generated and put payloads through it.
    Census(census::Arguments),
    /// Tell each limit of an endpoint: its value, and the words it was read from.
    Explain(explain::Arguments),
    /// Begin a correction to a specification.
    Overlay(overlay::Arguments),
    /// Tell what the prose rules derive for each row of a JSON-lines file.
    Prose(prose::Arguments),
}

/// Runs the command line: the program whole.
pub fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    let done = match Menu::parse().command {
        Command::Codegen(arguments) => codegen::run(&arguments, &mut out),
        Command::Budget(arguments) => budget::run(&arguments, &mut out),
        Command::Census(arguments) => census::run(&arguments, &mut out),
        Command::Explain(arguments) => explain::run(&arguments, &mut out),
        Command::Overlay(arguments) => overlay::run(&arguments, &mut out),
        Command::Prose(arguments) => prose::run(&arguments, &mut out),
    };
    done.unwrap_or_else(|error| {
        // A reader that has seen enough (`| head`) is no failure.
        let closed =
            error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe);
        if closed {
            return ExitCode::SUCCESS;
        }
        eprintln!("error: {error}");
        let mut source = error.source();
        while let Some(cause) = source {
            eprintln!("  because: {cause}");
            source = cause.source();
        }
        ExitCode::FAILURE
    })
}
