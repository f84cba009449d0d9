//! The menu: one subcommand, one module.

use std::process::ExitCode;

use crate::{
    add, budget, census, change::journal, codegen, diff, explain, mock, overlay, prose, sync, workspace::Workspace,
};
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
    /// Fetch the documents of endpoints from fal and generate them.
    Add(add::Arguments),
    /// Generate the endpoints from the specifications, or check that they are fresh.
    Codegen(codegen::Arguments),
    /// Hold what an endpoint costs to compile against what was agreed.
    Budget(budget::Arguments),
    /// Measure a folder of specifications: build what is generated and put payloads through it.
    Census(census::Arguments),
    /// Tell what changed for Rust users since a revision, and what of it breaks.
    Diff(diff::Arguments),
    /// Tell each limit of an endpoint: its value, and the words it was read from.
    Explain(explain::Arguments),
    /// Run a fal on this machine, with every endpoint of the specifications.
    Mock(mock::Arguments),
    /// Begin a correction to a specification.
    Overlay(overlay::Arguments),
    /// Tell what the prose rules derive for each row of a JSON-lines file.
    Prose(prose::Arguments),
    /// Follow fal: fetch again what was fetched, or take the whole catalogue.
    Sync(sync::Arguments),
}

/// Runs the command line: the program whole.
pub fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    let command = Menu::parse().command;
    finish_interrupted(&command);
    let done = match command {
        Command::Add(arguments) => add::run(&arguments, &mut out),
        Command::Codegen(arguments) => codegen::run(&arguments, &mut out),
        Command::Budget(arguments) => budget::run(&arguments, &mut out),
        Command::Census(arguments) => census::run(&arguments, &mut out),
        Command::Diff(arguments) => diff::run(&arguments, &mut out),
        Command::Explain(arguments) => explain::run(&arguments, &mut out),
        Command::Mock(arguments) => mock::run(&arguments, &mut out),
        Command::Overlay(arguments) => overlay::run(&arguments, &mut out),
        Command::Prose(arguments) => prose::run(&arguments, &mut out),
        Command::Sync(arguments) => sync::run(&arguments, &mut out),
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

/// Finishes a change that a killed process has left in part, before a command that writes anyway.
fn finish_interrupted(command: &Command) {
    let writes = match command {
        Command::Codegen(arguments) => !arguments.check,
        Command::Add(_) | Command::Sync(_) => true,
        _ => false,
    };
    if let Some(told) = writes.then(|| journal::recover(&Workspace::find())).flatten() {
        eprintln!("note: {told}");
    }
}
