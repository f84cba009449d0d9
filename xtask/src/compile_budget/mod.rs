//! `cargo xtask compile-budget`: compares the compile cost of an endpoint with the committed budget.
//!
//! Build times vary between runs and machines, so the cost is measured as the compiler's input and output: bytes of
//! source, bytes of metadata (what `cargo check` writes), and lines of LLVM IR (what a build spends its time on).

mod measure;

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::Args;

use crate::{command::CommandResult, workspace::Workspace};
use measure::{CompileCost, measure};

/// Options of `compile-budget`.
#[derive(Args, Debug, Clone)]
pub struct CompileBudgetArgs {
    /// Store the measured cost as the new budget.
    #[arg(long)]
    write: bool,
}

/// Allowed excess over the budget in percent, because compiler versions differ.
const MARGIN: u64 = 15;

/// Runs the command.
pub fn run(args: &CompileBudgetArgs, out: &mut dyn Write) -> CommandResult {
    let workspace = Workspace::find();
    let cost = measure(&workspace)?;
    let path = budget_path(&workspace);
    let budget = if args.write { cost.clone() } else { CompileCost::parse(&fs_err::read_to_string(&path)?)? };
    writeln!(out, "{:<34}{:>10}{:>10}", "per endpoint", "now", "budget")?;
    let mut over = Vec::new();
    for ((name, now), (_, allowed)) in cost.measures().into_iter().zip(budget.measures()) {
        writeln!(out, "{name:<34}{now:>10}{allowed:>10}")?;
        if now * 100 > allowed * (100 + MARGIN) {
            over.push(name);
        }
    }
    if args.write {
        fs_err::write(&path, cost.to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    if over.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "more than {MARGIN} % over budget: {}", over.join(", "))?;
    writeln!(out, "reduce the cost, or accept it with: cargo xtask compile-budget --write")?;
    Ok(ExitCode::FAILURE)
}

fn budget_path(workspace: &Workspace) -> PathBuf {
    workspace.generated().join("../tests/budget.txt")
}
