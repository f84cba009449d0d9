//! `cargo xtask corpus DIR…`: generates a stand-alone crate from specifications and tests it.
//!
//! `runner` builds the crate and sends the payloads of [`payloads`] through its types, `compiler` runs Clippy and rustdoc,
//! `report` counts types, limits and payloads and lists failures.

mod compiler;
mod report;
mod runner;

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::Args;
use fal_codegen::{OnError, Options, escape_bidi, generate, render::Target};

use crate::{
    codegen::{self, CodegenArgs},
    command::{CommandResult, USAGE},
    payloads::{self, Payload},
    sources,
    workspace::Workspace,
};

/// Options of `corpus`.
#[derive(Args, Debug, Clone)]
pub struct CorpusArgs {
    /// Specification folders or files.
    #[arg(required = true, value_name = "DIR")]
    pub paths: Vec<PathBuf>,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    pub json: bool,
    /// Folder of the stand-alone crate [default: a folder below target/].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Name of the stand-alone crate.
const PACKAGE: &str = "corpus";

/// Runs the command.
pub fn run(args: &CorpusArgs, out: &mut dyn Write) -> CommandResult {
    let workspace = Workspace::find();
    let folder = args.out.clone().unwrap_or_else(|| workspace.target().join("corpus"));
    let codegen_args = CodegenArgs {
        spec: args.paths.clone(),
        out: Some(folder.clone()),
        name: Some(PACKAGE.to_owned()),
        keep_going: true,
        quiet: true,
        ..CodegenArgs::default()
    };
    let status = codegen::run(&codegen_args, &mut std::io::sink())?;
    if status == ExitCode::from(USAGE) {
        return Ok(status);
    }
    let mut sources = Vec::new();
    for path in &args.paths {
        sources.extend(sources::read(path)?);
    }
    let options = Options { on_error: OnError::Skip, ..Options::new(Target::package(PACKAGE)) };
    let output = generate(&sources, &options);
    let payloads: Vec<Payload> =
        payloads::of_api(&output.api).into_iter().filter(|payload| payload.is_complete).collect();
    let results = runner::run(&folder, &workspace, &payloads)?;
    let mut report = report::CorpusReport::new(&sources, &output, &payloads, &results);
    for (measure, tool) in compiler::TOOLS {
        report.add_warnings(measure, &compiler::warnings(&folder, &workspace, tool)?);
    }
    if args.json {
        writeln!(out, "{}", escape_bidi(&serde_json::to_string_pretty(&report.json())?))?;
    } else {
        report.print(out)?;
    }
    Ok(if report.has_failures() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
