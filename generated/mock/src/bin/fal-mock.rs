//! The mock server as a program; see [`fal_mock::program`].

use std::process::ExitCode;

fn main() -> ExitCode {
    fal_mock::program::main()
}
