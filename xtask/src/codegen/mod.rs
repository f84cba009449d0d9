//! `cargo xtask codegen`: specifications in, generated code and the snapshots of its meaning out.
//!
//! One path for every mode: read, generate, tell, settle the machine-owned folders. `--check` settles
//! without touching anything. What is told at the end stands in `summary`, the report in `report_file`.

mod destination;
mod memory;
mod report_file;
mod summary;

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    io::{IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;
use fal_codegen::{Diagnostic, Output, Severity, Source, explain, generate};

use destination::Destination;
use memory::Memory;

use crate::{
    folder::{Leftovers, Mode},
    nearest,
    report::Look,
    sources,
    told::{self, Format},
    workspace::Workspace,
};

/// Options of `codegen`.
#[derive(Args, Debug, Clone, Default)]
pub struct Arguments {
    /// Write nothing; exit 1 if anything is stale, missing or left over.
    #[arg(long)]
    pub check: bool,
    /// Specifications: files or folders, for a stand-alone crate.
    #[arg(long, value_name = "PATH", num_args = 1.., requires = "out")]
    pub spec: Vec<PathBuf>,
    /// The folder of a stand-alone crate.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The package name of the stand-alone crate; by default the folder's.
    #[arg(long, requires = "out")]
    pub name: Option<String>,
    /// Skip specifications that are refused and generate the rest.
    #[arg(long)]
    pub keep_going: bool,
    /// Only endpoints whose id matches, e.g. 'fal-ai/flux*'.
    #[arg(long, value_name = "PATTERN")]
    pub only: Option<String>,
    /// Write every statement and every limit to a file, as JSON lines.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// How statements about specifications are told; what is no drawing goes to the standard output.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Tell nothing about the specifications.
    #[arg(skip)]
    pub quiet: bool,
}

impl Arguments {
    /// Whether the run only writes what all specifications say: such a run can be remembered.
    fn is_plain(&self) -> bool {
        let asks_more = self.only.is_some() || self.report.is_some() || self.format != Format::Text;
        !self.check && !self.quiet && !asks_more
    }

    /// Drawings are for whoever watches; what programs read stands alone on the standard output.
    fn tell(&self, told: &str, out: &mut dyn Write) -> std::io::Result<()> {
        match self.format {
            Format::Text => std::io::stderr().write_all(told.as_bytes()),
            Format::Json | Format::Github => out.write_all(told.as_bytes()),
        }
    }
}

type Done = Result<ExitCode, Box<dyn Error>>;

/// Exit status of a wrong call.
const USAGE: u8 = 2;

/// Runs the command.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Done {
    run_in(&Workspace::find(), arguments, out)
}

/// Runs the command in a workspace.
pub fn run_in(workspace: &Workspace, arguments: &Arguments, out: &mut dyn Write) -> Done {
    let destination = match Destination::of(arguments, workspace) {
        Ok(destination) => destination,
        Err(message) => {
            eprintln!("error: {message}");
            return Ok(ExitCode::from(USAGE));
        }
    };
    let sources = read_sources(arguments, workspace)?;
    let mut options = destination.options(arguments);
    let memory = arguments.is_plain().then(|| Memory::of(workspace, &destination, &options, &sources)).flatten();
    if let Some(last) = memory.as_ref().and_then(|memory| memory.recall(&destination)) {
        eprint!("{}", last.told);
        writeln!(out, "0 added, 0 changed, 0 removed, {} unchanged", last.endpoints)?;
        return Ok(last.status());
    }
    let mut output = generate(&sources, &options);
    if let Some(pattern) = &arguments.only {
        let Some(only) = matching(pattern, &output) else { return Ok(ExitCode::FAILURE) };
        options.only = Some(destination.with_those_there(only.clone()));
        output = generate(&sources, &options);
        output.files.retain(|path, _| destination.is_wanted(path, &only));
    }
    if let Some(path) = &arguments.report {
        std::fs::write(path, report_file::lines(&output, &sources))?;
    }
    let told = told::statements(&output.diagnostics, &sources, arguments.format, look());
    if !arguments.quiet {
        arguments.tell(&told, out)?;
    }
    let mut aside = std::io::stderr();
    let out: &mut dyn Write = if arguments.format == Format::Text { out } else { &mut aside };
    if output.is_refused() && !arguments.keep_going {
        return refused(&output.diagnostics, out);
    }
    let mode = if arguments.check { Mode::Check } else { Mode::Write };
    let leftovers = if arguments.only.is_some() { Leftovers::Keep } else { Leftovers::Remove };
    let (changes, others) = destination.settle(&output, leftovers, mode)?;
    let listed = summary::Listed::new(&output, &changes, &destination.endpoints_before());
    match mode {
        Mode::Write => listed.tell(out)?,
        Mode::Check if changes.is_empty() && others.is_empty() => writeln!(out, "everything generated is fresh")?,
        Mode::Check => return summary::stale(&changes, &others, &Destination::command(arguments), out),
    }
    if let Some(memory) = memory {
        memory.keep(&destination, told, &output);
    }
    Ok(if output.is_refused() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn read_sources(arguments: &Arguments, workspace: &Workspace) -> Result<Vec<Source>, Box<dyn Error>> {
    let mut all = Vec::new();
    if arguments.spec.is_empty() {
        all = sources::read(&workspace.spec())?;
    }
    for path in &arguments.spec {
        for mut source in sources::read(path)? {
            // Of two files that are called alike, the second is told apart by where it was asked for.
            if all.iter().any(|known: &Source| known.name == source.name && known.bytes != source.bytes) {
                let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
                source.name = format!("{}/{}", folder.display(), source.name);
            }
            all.push(source);
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all.dedup();
    Ok(all)
}

/// The ids that match a pattern; none, with the nearest ids told, where nothing does.
fn matching(pattern: &str, output: &Output) -> Option<BTreeSet<String>> {
    let known: Vec<&str> = output.api.endpoints.iter().map(|endpoint| endpoint.id.as_str()).collect();
    let glob = match glob::Pattern::new(pattern) {
        Ok(glob) => glob,
        Err(error) => {
            eprintln!("error: `{pattern}` is no pattern: {error}");
            return None;
        }
    };
    let matched: BTreeSet<String> = known.iter().filter(|id| glob.matches(id)).map(|id| (*id).to_owned()).collect();
    if matched.is_empty() {
        eprintln!("error: no endpoint matches `{pattern}`{}", nearest::sentence(pattern, &known));
        return None;
    }
    Some(matched)
}

/// Colour on a terminal only.
pub(crate) fn look() -> Look {
    if std::io::stderr().is_terminal() { Look::Colour } else { Look::Plain }
}

fn refused(diagnostics: &[Diagnostic], out: &mut dyn Write) -> Done {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    writeln!(out, "{errors} error(s): nothing was written")?;
    Ok(ExitCode::FAILURE)
}

/// The snapshots that guard the meaning of every endpoint, in insta's own form.
fn snapshots(output: &Output) -> BTreeMap<String, String> {
    output.api.endpoints.iter().map(|endpoint| (snapshot_name(&endpoint.id) + ".snap", snapshot(endpoint))).collect()
}

/// The name of an endpoint's snapshot: its id without what file names cannot hold.
pub fn snapshot_name(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '+' }).collect()
}

/// The snapshot of an endpoint's meaning, as the test in `tests/codegen/summary.rs` would write it.
pub fn snapshot(endpoint: &fal_codegen::ir::Endpoint) -> String {
    format!("---\nsource: tests/codegen/summary.rs\n---\n{}", explain::meaning(endpoint))
}
