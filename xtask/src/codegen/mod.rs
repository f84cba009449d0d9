//! `cargo xtask codegen`: generates endpoint modules and their snapshots from the specifications.
//!
//! Every mode runs the same steps: read the specifications, generate, print diagnostics, synchronize the generated
//! folders (`destination`), print a `summary`. `--check` compares in place of writing.

mod destination;
mod report_file;
mod run_cache;
mod summary;

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    io::Write,
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;
use fal_codegen::{Diagnostic, Options, Output, Severity, Source, explain, generate, names::file_stem};

use destination::Destination;
use run_cache::RunCache;

use crate::{
    command::{CommandResult, usage_error},
    diagnostics::ColorChoice,
    dir::{Extraneous, WriteMode},
    output_format::{self, DiagnosticFormat},
    sources, suggest,
    workspace::Workspace,
};

/// Options of `codegen`.
#[derive(Args, Debug, Clone, Default)]
pub struct CodegenArgs {
    /// Write nothing; exit with status 1 if a generated file is stale, missing or extraneous.
    #[arg(long)]
    pub check: bool,
    /// Specification files or folders of a stand-alone crate.
    #[arg(long, value_name = "PATH", num_args = 1.., requires = "out")]
    pub spec: Vec<PathBuf>,
    /// Folder of a stand-alone crate.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Package name of the stand-alone crate [default: the folder's name].
    #[arg(long, requires = "out")]
    pub name: Option<String>,
    /// Skip rejected specifications and generate the rest.
    #[arg(long)]
    pub keep_going: bool,
    /// Generate only endpoints whose id matches, e.g. 'fal-ai/flux*'.
    #[arg(long, value_name = "PATTERN")]
    pub only: Option<String>,
    /// Write every diagnostic and every limit to a file, as JSON lines.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Format of diagnostics: text on standard error, other formats on standard output.
    #[arg(long, value_enum, default_value_t)]
    pub format: DiagnosticFormat,
    /// Print no diagnostics.
    #[arg(skip)]
    pub quiet: bool,
}

impl CodegenArgs {
    /// Whether the run only writes the endpoints of all specifications.
    fn is_cacheable(&self) -> bool {
        let has_options = self.only.is_some() || self.report.is_some() || self.format != DiagnosticFormat::Text;
        !self.check && !self.quiet && !has_options
    }

    /// Prints diagnostics. Formats that programs read go to standard output, without other output.
    fn print_diagnostics(&self, diagnostics: &str, out: &mut dyn Write) -> std::io::Result<()> {
        match self.format {
            DiagnosticFormat::Text => std::io::stderr().write_all(diagnostics.as_bytes()),
            DiagnosticFormat::Json | DiagnosticFormat::Github => out.write_all(diagnostics.as_bytes()),
        }
    }
}

/// Runs the command.
pub fn run(args: &CodegenArgs, out: &mut dyn Write) -> CommandResult {
    let workspace = Workspace::find();
    let destination = match Destination::new(args, &workspace) {
        Ok(destination) => destination,
        Err(message) => return Ok(usage_error(&message)),
    };
    if let Err(message) = destination.check_ownership() {
        return Ok(usage_error(&message));
    }
    let _lock = if args.check { None } else { Some(destination.lock(&workspace)?) };
    generate_into(destination, &workspace, args, out)
}

/// Generates the endpoints of a workspace that no other run writes.
pub fn run_in(workspace: &Workspace, args: &CodegenArgs, out: &mut dyn Write) -> CommandResult {
    generate_into(Destination::new(args, workspace)?, workspace, args, out)
}

fn generate_into(
    mut destination: Destination,
    workspace: &Workspace,
    args: &CodegenArgs,
    out: &mut dyn Write,
) -> CommandResult {
    let sources = read_sources(args, workspace)?;
    let options = destination.read_last_run(args)?;
    let cache = args.is_cacheable().then(|| RunCache::new(workspace, &destination, &options, &sources)).flatten();
    if let Some(last) = cache.as_ref().and_then(|cache| cache.load(&destination)) {
        eprint!("{}", last.diagnostics);
        writeln!(out, "0 added, 0 changed, 0 removed, {} unchanged", last.endpoints)?;
        return Ok(last.status());
    }
    let Some(output) = generate_selected(args, &destination, options, &sources) else { return Ok(ExitCode::FAILURE) };
    if let Some(path) = &args.report {
        fs_err::write(path, report_file::lines(&output, &sources))?;
    }
    let color = ColorChoice::for_stderr();
    let diagnostics = output_format::format_diagnostics(&output.diagnostics, &sources, args.format, color);
    if !args.quiet {
        args.print_diagnostics(&diagnostics, out)?;
    }
    let mut stderr = std::io::stderr();
    let out: &mut dyn Write = if args.format == DiagnosticFormat::Text { out } else { &mut stderr };
    let status = synchronize(args, &destination, &output, out)?;
    if let Some(cache) = cache.filter(|_| !output.has_rejected_specs() || args.keep_going) {
        cache.store(&destination, diagnostics, &output);
    }
    Ok(status)
}

/// Generates all endpoints, or those that `--only` selects. Returns `None` if it selects none.
fn generate_selected(
    args: &CodegenArgs,
    destination: &Destination,
    mut options: Options,
    sources: &[Source],
) -> Option<Output> {
    let output = generate(sources, &options);
    let Some(pattern) = &args.only else { return Some(output) };
    let only = matching_ids(pattern, &output)?;
    options.only = Some(destination.with_existing(only.clone()));
    let mut output = generate(sources, &options);
    output.files.retain(|path, _| destination.is_selected(path, &only));
    Some(output)
}

/// Writes the output and prints a summary, or compares it with the existing files.
fn synchronize(args: &CodegenArgs, destination: &Destination, output: &Output, out: &mut dyn Write) -> CommandResult {
    if output.has_rejected_specs() && !args.keep_going {
        return print_error_count(&output.diagnostics, out);
    }
    let mode = if args.check { WriteMode::Check } else { WriteMode::Write };
    let extraneous = if args.only.is_some() { Extraneous::Keep } else { Extraneous::Remove };
    let (changes, others) = destination.sync(output, extraneous, mode)?;
    let endpoints = summary::EndpointChanges::new(output, &changes, &destination.endpoints_before());
    match mode {
        WriteMode::Write => endpoints.print(out)?,
        WriteMode::Check if changes.is_empty() && others.is_empty() => {
            writeln!(out, "all generated files are up to date")?;
        }
        WriteMode::Check => {
            if destination.is_incomplete() {
                writeln!(out, "the last run was interrupted")?;
            }
            return summary::print_stale(&changes, &others, &Destination::command(args), out);
        }
    }
    Ok(if output.has_rejected_specs() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn read_sources(args: &CodegenArgs, workspace: &Workspace) -> Result<Vec<Source>, Box<dyn Error>> {
    let mut all = Vec::new();
    if args.spec.is_empty() {
        all = sources::read_some(&workspace.spec())?;
    }
    for path in &args.spec {
        for mut source in sources::read_some(path)? {
            // A second file of the same name gets the folder of its argument in front.
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

/// Returns the ids that match a pattern. Prints an error with similar ids if there are none.
fn matching_ids(pattern: &str, output: &Output) -> Option<BTreeSet<String>> {
    let known: Vec<&str> = output.api.endpoints.iter().map(|endpoint| endpoint.id.as_str()).collect();
    let glob = match glob::Pattern::new(pattern) {
        Ok(glob) => glob,
        Err(error) => {
            eprintln!("error: invalid pattern `{pattern}`: {error}");
            return None;
        }
    };
    let matched: BTreeSet<String> = known.iter().filter(|id| glob.matches(id)).map(|id| (*id).to_owned()).collect();
    if matched.is_empty() {
        eprintln!("error: no endpoint matches `{pattern}`{}", suggest::suggestion(pattern, &known));
        return None;
    }
    Some(matched)
}

fn print_error_count(diagnostics: &[Diagnostic], out: &mut dyn Write) -> CommandResult {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    writeln!(out, "{errors} error(s); nothing was written")?;
    Ok(ExitCode::FAILURE)
}

/// Returns the snapshot of every endpoint, in the format of insta.
fn snapshots(output: &Output) -> BTreeMap<String, String> {
    output.api.endpoints.iter().map(|endpoint| (snapshot_name(&endpoint.id) + ".snap", snapshot(endpoint))).collect()
}

/// Returns the file stem of an endpoint's snapshot: its id, with `+` for characters that file names may not have, cut if it
/// is too long for one.
pub fn snapshot_name(id: &str) -> String {
    file_stem(id.chars().map(|c| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '+' }).collect())
}

/// Returns the snapshot of an endpoint, as its test would write it.
pub fn snapshot(endpoint: &fal_codegen::ir::Endpoint) -> String {
    format!("---\nsource: tests/codegen/summary.rs\n---\n{}", explain::summary(endpoint))
}
