//! Ctrl-C is a wish: it is looked at where ending is safe, and not while files are moved.
//!
//! Whoever waits for something [checks](check) now and then; the error goes up to the command, which
//! [tells](told) it. What was begun is put away on the way up, as with any other error.

use std::{
    error::Error,
    fmt,
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
};

/// The exit status of a program that was told to end.
const STATUS: u8 = 130;

static WISHED: AtomicBool = AtomicBool::new(false);

/// Somebody wishes that the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted")
    }
}

impl Error for Interrupted {}

/// From here on Ctrl-C is a wish.
pub fn watch() {
    // Where another handler stands already, it is this one.
    let _ = ctrlc::set_handler(|| WISHED.store(true, Ordering::Relaxed));
}

/// An error where the program is to end.
pub fn check() -> Result<(), Interrupted> {
    if WISHED.load(Ordering::Relaxed) { Err(Interrupted) } else { Ok(()) }
}

/// The end of a command; where it was interrupted, with these words on what became of its work.
pub fn told(ended: Result<ExitCode, Box<dyn Error>>, words: &str) -> Result<ExitCode, Box<dyn Error>> {
    match ended {
        Err(error) if error.is::<Interrupted>() => {
            eprintln!("interrupted: {words}");
            Ok(ExitCode::from(STATUS))
        }
        ended => ended,
    }
}
