//! The program behind `cargo xtask`; see `cli`.

use std::process::ExitCode;

/// Generating makes many small allocations; mimalloc shortens a run by a quarter.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    xtask::cli::main()
}
