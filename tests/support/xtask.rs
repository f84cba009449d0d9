//! xtask as a program of this package, because cargo gives tests the path of their own programs only.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::cli::main()
}
