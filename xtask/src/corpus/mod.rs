//! `cargo xtask corpus DIR`: a folder of specifications, measured.
//!
//! Generates a stand-alone crate, builds it, and puts payloads through its catalogue: the examples that
//! the documents compose, and for each limit the values on it and just outside. `cases` makes the
//! payloads, `compiler` asks Clippy and rustdoc, `sample` the values in them, `runner` builds and runs.

mod cases;
mod compiler;
mod report;
mod runner;
mod sample;

use std::{error::Error, io::Write, path::PathBuf, process::ExitCode};

use clap::Args;
use fal_codegen::{OnError, Options, generate, render::Target};

use crate::{codegen::CodegenArgs, sources, workspace::Workspace};

/// Options of `corpus`.
#[derive(Args, Debug, Clone)]
pub struct CorpusArgs {
    /// Folders or files of specifications.
    #[arg(required = true, value_name = "DIR")]
    pub paths: Vec<PathBuf>,
    /// One JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
    /// Where the stand-alone crate is written; by default a folder among the build's own.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// The package that the corpus builds.
const PACKAGE: &str = "corpus";

/// Runs the command.
pub fn run(arguments: &CorpusArgs, out: &mut dyn Write) -> Result<ExitCode, Box<dyn Error>> {
    let workspace = Workspace::find();
    let folder = arguments.out.clone().unwrap_or_else(|| workspace.target().join("corpus"));
    let written = CodegenArgs {
        spec: arguments.paths.clone(),
        out: Some(folder.clone()),
        name: Some(PACKAGE.to_owned()),
        keep_going: true,
        quiet: true,
        ..CodegenArgs::default()
    };
    crate::codegen::run(&written, &mut std::io::sink())?;
    let mut all = Vec::new();
    for path in &arguments.paths {
        all.extend(sources::read(path)?);
    }
    let options = Options { on_error: OnError::Skip, ..Options::new(Target::package(PACKAGE)) };
    let output = generate(&all, &options);
    let cases = cases::all(&output.api);
    let answers = runner::run(&folder, &workspace, &cases)?;
    let mut table = report::CorpusReport::new(&all, &output, &cases, &answers);
    for (measure, tool) in compiler::TOOLS {
        table.warnings(measure, &compiler::warnings(&folder, &workspace, tool)?);
    }
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&table.json())?)?;
    } else {
        table.tell(out)?;
    }
    Ok(if table.has_failures() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
