//! Handles Ctrl-C: sets a flag that is checked where it is safe to stop, but not while files are moved.
//!
//! Code that waits calls [`check`] regularly and returns its error, so that destructors clean up; the command passes the
//! error to [`report`].

use std::{
    error::Error,
    fmt,
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
};

use crate::command::CommandResult;

/// Exit status after SIGINT, as shells have it.
const STATUS: u8 = 130;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// The user pressed Ctrl-C.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted")
    }
}

impl Error for Interrupted {}

/// Installs the handler of Ctrl-C.
pub fn watch() {
    // Fails only if this handler is already installed.
    let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed));
}

/// Returns an error after Ctrl-C.
pub fn check() -> Result<(), Interrupted> {
    if INTERRUPTED.load(Ordering::Relaxed) { Err(Interrupted) } else { Ok(()) }
}

/// Prints a message if a command was interrupted; returns other results unchanged.
pub fn report(result: CommandResult, message: &str) -> CommandResult {
    match result {
        Err(error) if error.is::<Interrupted>() => {
            eprintln!("interrupted: {message}");
            Ok(ExitCode::from(STATUS))
        }
        result => result,
    }
}
