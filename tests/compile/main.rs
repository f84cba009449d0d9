//! The Rust that is generated, given to the compiler: every fixture without a warning, run against its tries and
//! its limits; and programs that must not compile.

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
mod rust_code;
