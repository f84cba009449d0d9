//! Compiles the generated Rust of every fixture, and checks what its types accept and reject. Also compiles programs
//! that must fail, callers of changed items, and the programs that the mock server writes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod accepted;
mod agreement;
mod compile_fail;
mod diff;
mod fixtures;
mod rust_code;
