//! The command line: one subcommand per module.

use std::{
    io::{self, ErrorKind},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::{
    add, codegen, compile_budget, corpus, diff, explain, mock, overlay, prose_eval, sync, transaction::journal,
    workspace::Workspace,
};

/// Maintenance commands of the fal-sdk workspace.
#[derive(Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fetch OpenAPI documents of endpoints from fal and generate their code.
    Add(add::AddArgs),
    /// Generate endpoint code from the specifications, or check that it is up to date.
    Codegen(codegen::CodegenArgs),
    /// Measure what an endpoint costs to compile and compare it with the committed budget.
    #[command(alias = "budget")]
    CompileBudget(compile_budget::CompileBudgetArgs),
    /// Build the code generated from a folder of specifications and test it with payloads.
    #[command(alias = "census")]
    Corpus(corpus::CorpusArgs),
    /// Show API changes since a git revision and which of them are breaking.
    Diff(diff::DiffArgs),
    /// Show each limit of an endpoint, where it comes from and the text it was read from.
    Explain(explain::ExplainArgs),
    /// Run a mock server with every endpoint of the specifications.
    Mock(mock::MockArgs),
    /// Start a correction of a specification.
    Overlay(overlay::OverlayArgs),
    /// Evaluate the prose rules on a JSON-lines file.
    #[command(visible_alias = "prose")]
    ProseEval(prose_eval::ProseEvalArgs),
    /// Update the specifications fetched from fal, or fetch the whole catalogue.
    Sync(sync::SyncArgs),
}

/// Parses the command line and runs the subcommand.
pub fn main() -> ExitCode {
    let command = Cli::parse().command;
    if writes_workspace(&command)
        && let Some(message) = journal::recover(&Workspace::find())
    {
        eprintln!("note: {message}");
    }
    let mut out = io::stdout().lock();
    let result = match command {
        Command::Add(args) => add::run(&args, &mut out),
        Command::Codegen(args) => codegen::run(&args, &mut out),
        Command::CompileBudget(args) => compile_budget::run(&args, &mut out),
        Command::Corpus(args) => corpus::run(&args, &mut out),
        Command::Diff(args) => diff::run(&args, &mut out),
        Command::Explain(args) => explain::run(&args, &mut out),
        Command::Mock(args) => mock::run(&args, &mut out),
        Command::Overlay(args) => overlay::run(&args, &mut out),
        Command::ProseEval(args) => prose_eval::run(&args, &mut out),
        Command::Sync(args) => sync::run(&args, &mut out),
    };
    result.unwrap_or_else(|error| report(&*error))
}

/// Whether a command changes files of the workspace, and so has to finish an interrupted transaction first.
fn writes_workspace(command: &Command) -> bool {
    match command {
        Command::Codegen(args) => !args.check,
        Command::Add(_) | Command::Sync(_) => true,
        _ => false,
    }
}

/// Prints an error with its causes. A closed pipe (`| head`) is not a failure.
fn report(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    eprintln!("error: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        eprintln!("  caused by: {cause}");
        source = cause.source();
    }
    ExitCode::FAILURE
}
