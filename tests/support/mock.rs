//! The mock server as a program of this package, because cargo gives tests the path of their own programs only.

use std::process::ExitCode;

fn main() -> ExitCode {
    fal_mock::program::main()
}
