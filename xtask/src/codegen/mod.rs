//! `cargo xtask codegen`: specifications in, generated code and the snapshots of its meaning out.
//!
//! One path for every mode: read, generate, tell, settle the machine-owned folders. `--check` settles
//! without touching anything. What is told at the end stands in `summary`, the report in `report_file`.

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
use fal_codegen::{
    Diagnostic, Options, Output, Refusal, Severity, Source, explain, generate, manifest, render::Target,
};

use crate::{
    folder::{Changes, Leftovers, Mode, settle},
    nearest,
    report::{Look, draw},
    sources, standalone,
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
    /// Tell nothing about the specifications.
    #[arg(skip)]
    pub quiet: bool,
}

type Done = Result<ExitCode, Box<dyn Error>>;

/// Exit status of a wrong call.
const USAGE: u8 = 2;

/// Runs the command.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Done {
    let workspace = Workspace::find();
    let destination = match Destination::of(arguments, &workspace) {
        Ok(destination) => destination,
        Err(message) => {
            eprintln!("error: {message}");
            return Ok(ExitCode::from(USAGE));
        }
    };
    let sources = read_sources(arguments, &workspace)?;
    let mut options = destination.options(arguments);
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
    if !arguments.quiet {
        tell(&output.diagnostics, &sources);
    }
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
    Ok(if output.is_refused() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn read_sources(arguments: &Arguments, workspace: &Workspace) -> Result<Vec<Source>, Box<dyn Error>> {
    let mut all = Vec::new();
    if arguments.spec.is_empty() {
        all = sources::read(&workspace.spec())?;
    }
    for path in &arguments.spec {
        all.extend(sources::read(path)?);
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

fn tell(diagnostics: &[Diagnostic], sources: &[Source]) {
    let look = if std::io::stderr().is_terminal() { Look::Colour } else { Look::Plain };
    for diagnostic in diagnostics {
        eprintln!("{}", draw(diagnostic, sources, look));
    }
}

fn refused(diagnostics: &[Diagnostic], out: &mut dyn Write) -> Done {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    writeln!(out, "{errors} error(s): nothing was written")?;
    Ok(ExitCode::FAILURE)
}

/// Where generated code goes.
struct Destination {
    /// The crate's name for itself.
    target: Target,
    /// The machine-owned folder of endpoints.
    endpoints: PathBuf,
    /// What stood there before, for the summary.
    before: String,
    kind: Kind,
}

enum Kind {
    /// The crate of this workspace, and the snapshots of its meaning.
    Own { meanings: PathBuf },
    /// A crate of its own, and its other files.
    StandAlone { folder: PathBuf, files: BTreeMap<String, String> },
}

impl Destination {
    fn of(arguments: &Arguments, workspace: &Workspace) -> Result<Self, String> {
        let Some(folder) = &arguments.out else {
            let kind = Kind::Own { meanings: workspace.meanings() };
            return Ok(Self::new(Target::own(), workspace.endpoints(), kind));
        };
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
        let own = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = arguments.name.clone().unwrap_or(own);
        if !standalone::is_package_name(&name) {
            return Err(format!("`{name}` is no package name; give one with --name"));
        }
        let files = standalone::files(&name, &workspace.generated());
        let endpoints = folder.join("src/endpoints");
        Ok(Self::new(Target::package(&name), endpoints, Kind::StandAlone { folder, files }))
    }

    fn new(target: Target, endpoints: PathBuf, kind: Kind) -> Self {
        let before = std::fs::read_to_string(endpoints.join(manifest::FILE)).unwrap_or_default();
        Self { target, endpoints, before, kind }
    }

    fn options(&self, arguments: &Arguments) -> Options {
        let refusal = if arguments.keep_going { Refusal::SkipsOne } else { Refusal::StopsAll };
        Options { refusal, ..Options::new(self.target.clone()) }
    }

    /// The endpoints that the manifest lists: id and file.
    fn endpoints_before(&self) -> Vec<(String, String)> {
        manifest::listed(&self.before)
    }

    /// A slice of a crate leaves what is there already.
    fn with_those_there(&self, mut only: BTreeSet<String>) -> BTreeSet<String> {
        only.extend(self.endpoints_before().into_iter().map(|(id, _)| id));
        only
    }

    /// Whether a file of a slice is written: those of the endpoints themselves, and those that list endpoints.
    fn is_wanted(&self, path: &str, only: &BTreeSet<String>) -> bool {
        let there = self.endpoints_before();
        let of_another = there.iter().any(|(id, file)| file == path && !only.contains(id));
        !of_another
    }

    fn settle(&self, output: &Output, leftovers: Leftovers, mode: Mode) -> std::io::Result<(Changes, Changes)> {
        let changes = settle(&self.endpoints, &output.files, leftovers, mode)?;
        let others = match &self.kind {
            Kind::Own { meanings } => settle(meanings, &snapshots(output), leftovers, mode)?,
            Kind::StandAlone { folder, files } => settle(folder, files, Leftovers::Keep, mode)?,
        };
        Ok((changes, others))
    }

    /// The command that makes fresh what is stale.
    fn command(arguments: &Arguments) -> String {
        match &arguments.out {
            None => "cargo xtask codegen".to_owned(),
            Some(out) => {
                let specs: Vec<String> = arguments.spec.iter().map(|path| path.display().to_string()).collect();
                format!("cargo xtask codegen --spec {} --out {}", specs.join(" "), out.display())
            }
        }
    }
}

/// The snapshots that guard the meaning of every endpoint, in insta's own form.
fn snapshots(output: &Output) -> BTreeMap<String, String> {
    output.api.endpoints.iter().map(|endpoint| (snapshot_name(&endpoint.id) + ".snap", snapshot(endpoint))).collect()
}

/// The name of an endpoint's snapshot: its id without what file names cannot hold.
pub fn snapshot_name(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '+' }).collect()
}

fn snapshot(endpoint: &fal_codegen::ir::Endpoint) -> String {
    format!("---\nsource: tests/meaning.rs\nexpression: meaning\n---\n{}", explain::meaning(endpoint))
}
