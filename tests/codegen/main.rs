//! The generator and the program around it: fixtures in, Rust, diagnostics and meanings out.
//!
//! `accepted` and `refused` walk the fixtures; `phases` shows what stands between two phases; `pages`,
//! `freshness`, `determinism` and `robustness` hold what is promised of every specification; `meaning`
//! guards the real ones; `program` runs `cargo xtask` itself, `add` and `sync` against a server that is
//! laid out like fal.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod accepted;
mod add;
mod determinism;
mod diff;
mod freshness;
mod limits;
mod pages;
mod phases;
mod program;
mod program_errors;
mod public_api;
mod rejected;
mod robustness;
mod summary;
mod sync;
