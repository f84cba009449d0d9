//! Reads the specifications as they are now, and serves them: nothing has to be generated or compiled first. The server
//! itself is the crate `fal-mock`.

use std::{error::Error, io::Write, path::PathBuf, process::ExitCode, sync::mpsc, time::Duration};

use clap::Args;
use fal_codegen::{Model, OnError, Options, model, render::Target, schema};
use fal_mock::{Endpoint, Fault, Mock, Settings, duration, rate};

use crate::{codegen::look, report, sources, workspace::Workspace};

/// Where the server listens unless it is told otherwise.
const PORT: u16 = 8325;

/// Options of `mock`.
#[derive(Args, Debug, Clone)]
pub struct Arguments {
    /// The port on the loopback; 0 is a free one.
    #[arg(long, default_value_t = PORT)]
    pub port: u16,
    /// Specifications: files or folders; those of this workspace by default.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub spec: Vec<PathBuf>,
    /// How long a job runs, e.g. 2s or 250ms.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "2s")]
    pub latency: Duration,
    /// How many jobs are ahead when one is submitted.
    #[arg(long, value_name = "JOBS", default_value_t = 2)]
    pub queue_length: u32,
    /// How long each of those takes to go.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "500ms")]
    pub queue_pace: Duration,
    /// Which part of the jobs fails, from 0 to 1.
    #[arg(long, value_name = "PART", value_parser = rate, default_value = "0")]
    pub failure_rate: f64,
    /// What goes wrong: step:what, or step:what*times, e.g. submit:503*2, result:drop or execute:422.
    #[arg(long, value_name = "FAULT")]
    pub fault: Vec<Fault>,
    /// What results are made from, beside the request.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub seed: u64,
    /// The only key that is taken; any by default.
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
}

impl Arguments {
    fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        settings.latency = self.latency;
        settings.queue_length = self.queue_length;
        settings.queue_pace = self.queue_pace;
        settings.failure_rate = self.failure_rate;
        settings.faults.clone_from(&self.fault);
        settings.seed = self.seed;
        settings.key.clone_from(&self.key);
        settings
    }
}

/// Runs the command: until it is interrupted.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Box<dyn Error>> {
    let endpoints = endpoints(arguments)?;
    let count = endpoints.len();
    if count == 0 {
        return Err("there is no endpoint to serve: give specifications with --spec".into());
    }
    let mock = Mock::builder().endpoints(endpoints).settings(arguments.settings()).port(arguments.port);
    let mock = mock
        .start()
        .map_err(|error| format!("cannot listen on port {}: {error}; --port 0 takes a free one", arguments.port))?;
    tell(&mock, count, out)?;
    let (interrupted, wait) = mpsc::channel();
    ctrlc::set_handler(move || {
        // Nobody waits any more where it was interrupted before.
        let _ = interrupted.send(());
    })?;
    wait.recv()?;
    Ok(ExitCode::SUCCESS)
}

/// The endpoints of the specifications. What is refused is told and left out.
fn endpoints(arguments: &Arguments) -> Result<Vec<Endpoint>, Box<dyn Error>> {
    let mut all = Vec::new();
    if arguments.spec.is_empty() {
        all = sources::read(&Workspace::find().spec())?;
    }
    for path in &arguments.spec {
        all.extend(sources::read(path)?);
    }
    let options = Options { on_error: OnError::Skip, ..Options::new(Target::own()) };
    let Model { api, names, diagnostics, .. } = model(&all, &options);
    for refused in diagnostics.iter().filter(|diagnostic| diagnostic.severity == fal_codegen::Severity::Error) {
        eprint!("{}", report::draw(refused, &all, look()));
    }
    let described = api.endpoints.iter().filter_map(|endpoint| {
        let own = names.endpoint(endpoint)?;
        Some(Endpoint::parse(&schema::text(endpoint, own, "fal_sdk")))
    });
    Ok(described.collect::<Result<_, _>>()?)
}

fn tell(mock: &Mock, count: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let url = mock.url();
    let noun = if count == 1 { "endpoint" } else { "endpoints" };
    writeln!(out, "{count} {noun} at {url}\n")?;
    writeln!(out, "  in a browser               {url}/")?;
    writeln!(out, "  an example of this crate   cargo run -p fal-sdk --example text_to_image")?;
    writeln!(out, "  any program with fal-sdk   FAL_MOCK_URL={url} cargo run")?;
    writeln!(
        out,
        "  the key of webhooks        {} (Ed25519; {url}/rest.fal.ai/.well-known/jwks.json)",
        mock.webhook_key()
    )?;
    writeln!(out, "\nEnd it with Ctrl-C.")?;
    out.flush()
}
