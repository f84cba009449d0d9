//! `cargo xtask mock`, built with the server: see `mock`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::menu::main()
}
