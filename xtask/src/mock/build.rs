//! Builds the program that has the server, and runs it with the same words.

use std::{
    env,
    error::Error,
    ffi::OsString,
    io::{self, Write},
    process::{Command, ExitCode},
};

use clap::Args;

use crate::workspace::Workspace;

/// Options of `mock`, for the program that knows them.
#[derive(Args, Debug, Clone)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// What the server is told: see `cargo xtask mock --help`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<OsString>,
}

/// Runs the command where it is built: until it is interrupted, as this one is.
pub fn run(arguments: &Arguments, _: &mut dyn Write) -> Result<ExitCode, Box<dyn Error>> {
    let manifest = Workspace::find().root().join("Cargo.toml");
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(["run", "--package", "xtask", "--features", "mock", "--bin", "xtask-mock", "--manifest-path"])
        .arg(manifest)
        .args(["--", "mock"])
        .args(&arguments.words);
    Ok(become_it(command)?)
}

/// Where a process can be replaced, whoever ends this one ends the server.
#[cfg(unix)]
fn become_it(mut command: Command) -> io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(&mut command))
}

#[cfg(not(unix))]
fn become_it(mut command: Command) -> io::Result<ExitCode> {
    let code = command.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
