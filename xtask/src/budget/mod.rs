//! `cargo xtask budget`: what an endpoint of the generated crate costs to compile, held against what was agreed.
//!
//! Seconds on a shared machine say little, so the measures are of the compiler's work and the same on every run:
//! the source it reads, the metadata it writes (what `cargo check` ends with), and the LLVM IR it hands on (what
//! a build spends its time on). How they are taken is in `measure`.

mod measure;

use std::{error::Error, io::Write, path::PathBuf, process::ExitCode};

use clap::Args;

use crate::workspace::Workspace;
use measure::{Cost, measure};

/// Options of `budget`.
#[derive(Args, Debug, Clone)]
pub struct Arguments {
    /// Write the measures down as what is agreed from now on.
    #[arg(long)]
    write: bool,
}

/// How far, in percent, a measure may lie above what was agreed: compilers differ.
const MARGIN: u64 = 15;

/// Runs the command.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Box<dyn Error>> {
    let workspace = Workspace::find();
    let cost = measure(&workspace)?;
    let path = agreed_path(&workspace);
    let agreed = if arguments.write { cost.clone() } else { Cost::parse(&std::fs::read_to_string(&path)?)? };
    writeln!(out, "{:<34}{:>10}{:>10}", "of an endpoint", "now", "agreed")?;
    let mut over = Vec::new();
    for ((name, now), (_, before)) in cost.each().into_iter().zip(agreed.each()) {
        writeln!(out, "{name:<34}{now:>10}{before:>10}")?;
        if now * 100 > before * (100 + MARGIN) {
            over.push(name);
        }
    }
    if arguments.write {
        std::fs::write(&path, cost.to_string())?;
        return Ok(ExitCode::SUCCESS);
    }
    if over.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "more than {MARGIN} % above what was agreed: {}", over.join(", "))?;
    writeln!(out, "make it cheaper, or agree with: cargo xtask budget --write")?;
    Ok(ExitCode::FAILURE)
}

fn agreed_path(workspace: &Workspace) -> PathBuf {
    workspace.generated().join("../tests/budget.txt")
}
