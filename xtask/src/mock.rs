//! `cargo xtask mock`: a mock server with every endpoint of the specifications.
//!
//! Reads the specifications as they are now, so nothing has to be generated or compiled first, and runs the program
//! `fal-mock` with a schema per endpoint. The server is a program of its own because it takes a minute to build with
//! its media encoders, and `cargo xtask codegen` must not wait for that.

use std::{
    env,
    ffi::OsString,
    hash::Hasher,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use fs_err as fs;

use clap::Args;
use fal_codegen::{ApiModel, OnError, Options, Severity, escape_bidi, json_schema, model, render::Target};
use fnv::FnvHasher;
use serde_json::{Value, json};

use crate::{
    command::CommandResult,
    diagnostics::{self, ColorChoice},
    sources::{self, SourceError},
    workspace::Workspace,
};

/// Names a `fal-mock` program that is already built; without it, cargo builds one.
const PROGRAM: &str = "FAL_MOCK_PROGRAM";

/// Options of `mock`. `fal-mock` parses durations, rates and faults.
#[derive(Args, Debug, Clone)]
pub struct MockArgs {
    /// Port on the loopback interface; 0 picks a free one.
    #[arg(long, default_value_t = 8325)]
    pub port: u16,
    /// Specification files or folders [default: spec/ of this workspace].
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub spec: Vec<PathBuf>,
    /// Run time of a job, e.g. 2s or 250ms.
    #[arg(long, value_name = "TIME", default_value = "2s")]
    pub latency: String,
    /// Number of jobs ahead of a newly submitted one.
    #[arg(long, value_name = "JOBS", default_value_t = 2)]
    pub queue_length: u32,
    /// Time until each job ahead leaves the queue.
    #[arg(long, value_name = "TIME", default_value = "500ms")]
    pub queue_pace: String,
    /// Share of jobs that fail, from 0 to 1.
    #[arg(long, value_name = "RATE", default_value = "0")]
    pub failure_rate: String,
    /// Fault to inject: STEP:WHAT or STEP:WHAT*TIMES, e.g. submit:503*2, result:drop or execute:422.
    #[arg(long, value_name = "FAULT")]
    pub fault: Vec<String>,
    /// Seed of the generated results.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub seed: u64,
    /// API key to accept [default: any].
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

impl MockArgs {
    /// Returns the configuration that `fal-mock` reads.
    fn config(&self, endpoints: &[String]) -> Value {
        json!({
            "port": self.port,
            "latency": self.latency,
            "queue_length": self.queue_length,
            "queue_pace": self.queue_pace,
            "failure_rate": self.failure_rate,
            "faults": self.fault,
            "seed": self.seed,
            "key": self.key,
            "endpoints": endpoints,
        })
    }
}

/// Runs the server until it is interrupted.
pub fn run(args: &MockArgs, _: &mut dyn Write) -> CommandResult {
    let workspace = Workspace::find();
    let endpoints = endpoints(args, &workspace)?;
    if endpoints.is_empty() {
        return Err("no endpoint to serve: pass specifications with --spec".into());
    }
    let config = write_config(&args.config(&endpoints), &workspace)?;
    Ok(exec(program(&workspace, env::var_os(PROGRAM)).arg(config))?)
}

/// Returns the JSON schemas of all endpoints. Rejected specifications are reported and left out.
fn endpoints(args: &MockArgs, workspace: &Workspace) -> Result<Vec<String>, SourceError> {
    let mut sources = Vec::new();
    if args.spec.is_empty() {
        sources = sources::read(&workspace.spec())?;
    }
    for path in &args.spec {
        sources.extend(sources::read(path)?);
    }
    let options = Options { on_error: OnError::Skip, ..Options::new(Target::own()) };
    let ApiModel { api, names, diagnostics, .. } = model(&sources, &options);
    for error in diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
        eprint!("{}", diagnostics::render(error, &fal_codegen::Positions::new(&sources), ColorChoice::for_stderr()));
    }
    let schemas = api.endpoints.iter().filter_map(|endpoint| {
        let names = names.endpoint(endpoint)?;
        Some(json_schema::text(endpoint, names, "fal_sdk"))
    });
    Ok(schemas.collect())
}

/// Writes the configuration below `target/` and returns its path. Its name is a hash of the content, because several
/// servers may start at the same time.
fn write_config(config: &Value, workspace: &Workspace) -> io::Result<PathBuf> {
    let text = escape_bidi(&config.to_string());
    let mut hasher = FnvHasher::default();
    hasher.write(text.as_bytes());
    let path = workspace.target().join(format!("xtask-mock/{:016x}.json", hasher.finish()));
    fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
    fs::write(&path, text)?;
    Ok(path)
}

/// Returns the command that runs `fal-mock`: the given program, or one that cargo builds in the workspace.
fn program(workspace: &Workspace, built: Option<OsString>) -> Command {
    if let Some(program) = built {
        return Command::new(program);
    }
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["run", "--package", "fal-mock", "--features", "program", "--bin", "fal-mock", "--manifest-path"]);
    command.arg(workspace.root().join("Cargo.toml")).arg("--");
    command
}

/// Replaces this process, so that a signal sent to it reaches the server.
#[cfg(unix)]
fn exec(command: &mut Command) -> io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(command))
}

/// Runs the command and returns its exit status.
#[cfg(not(unix))]
fn exec(command: &mut Command) -> io::Result<ExitCode> {
    let code = command.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
