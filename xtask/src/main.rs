//! `cargo xtask …`: see `menu`.

use std::process::ExitCode;

/// Generating is mostly small allocations; this allocator takes a quarter off a whole run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    xtask::menu::main()
}
