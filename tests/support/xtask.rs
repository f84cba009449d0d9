//! xtask as a program of this package: cargo tells a test where a program of its own package is.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::menu::main()
}
