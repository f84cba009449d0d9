//! The program `fal-mock CONFIG`, which `cargo xtask mock` runs. `CONFIG` is a JSON file with the settings, and the
//! endpoints as [`Endpoint::parse`] reads them.

use std::{
    error::Error,
    fs,
    io::{self, Write},
    process::ExitCode,
    sync::mpsc,
};

use serde::Deserialize;

use crate::{Endpoint, Mock, SettingError, Settings, duration, rate};

/// Exit status of wrong settings.
const USAGE: u8 = 2;

/// Content of the configuration file. Durations, rates and faults are written as on the command line.
#[derive(Deserialize)]
struct Config {
    port: u16,
    latency: String,
    queue_length: u32,
    queue_pace: String,
    failure_rate: String,
    faults: Vec<String>,
    seed: u64,
    key: Option<String>,
    /// JSON text of each endpoint.
    endpoints: Vec<String>,
}

impl Config {
    fn settings(&self) -> Result<Settings, SettingError> {
        let faults = self.faults.iter().map(|fault| fault.parse()).collect::<Result<_, _>>()?;
        Ok(Settings {
            latency: duration(&self.latency)?,
            queue_length: self.queue_length,
            queue_pace: duration(&self.queue_pace)?,
            failure_rate: rate(&self.failure_rate)?,
            faults,
            seed: self.seed,
            key: self.key.clone(),
        })
    }

    fn endpoints(&self) -> Result<Vec<Endpoint>, serde_json::Error> {
        self.endpoints.iter().map(|endpoint| Endpoint::parse(endpoint)).collect()
    }
}

/// Runs the server that the first argument configures, until it is interrupted.
pub fn main() -> ExitCode {
    match run() {
        Ok(status) => status,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: fal-mock CONFIG; `cargo xtask mock` writes the file")?;
    let config: Config = serde_json::from_slice(&fs::read(path)?)?;
    let settings = match config.settings() {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("error: {error}");
            return Ok(ExitCode::from(USAGE));
        }
    };
    let port = config.port;
    let mock = Mock::builder().endpoints(config.endpoints()?).settings(settings).port(port).start();
    let mock = mock.map_err(|error| format!("cannot listen on port {port}: {error}; --port 0 picks a free one"))?;
    print_address(&mock, config.endpoints.len(), &mut io::stdout().lock())?;
    wait_for_interrupt()?;
    Ok(ExitCode::SUCCESS)
}

fn wait_for_interrupt() -> Result<(), Box<dyn Error>> {
    let (interrupted, wait) = mpsc::channel();
    ctrlc::set_handler(move || {
        // The receiver is gone only while the process is already ending.
        let _ = interrupted.send(());
    })?;
    Ok(wait.recv()?)
}

fn print_address(mock: &Mock, endpoints: usize, out: &mut dyn Write) -> io::Result<()> {
    let url = mock.url();
    let noun = if endpoints == 1 { "endpoint" } else { "endpoints" };
    writeln!(out, "{endpoints} {noun} at {url}\n")?;
    writeln!(out, "  web page               {url}/")?;
    writeln!(out, "  example of this crate  cargo run -p fal-sdk --example text_to_image")?;
    writeln!(out, "  program with fal-sdk   FAL_MOCK_URL={url} cargo run")?;
    let jwks = format!("{url}/rest.fal.ai/.well-known/jwks.json");
    writeln!(out, "  webhook key (Ed25519)  {}; {jwks}", mock.webhook_key())?;
    writeln!(out, "\nPress Ctrl-C to stop.")?;
    out.flush()
}
