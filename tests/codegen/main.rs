//! The generator and `cargo xtask`: generated Rust, diagnostics and summaries of the fixtures.
//!
//! `accepted` and `rejected` test every fixture; `phases` shows the data between phases; `pages`,
//! `freshness`, `determinism` and `robustness` check properties of every specification; `summary`
//! covers the real ones; `program` runs `cargo xtask`, `add` and `sync` with a local catalogue
//! server.

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
mod files;
mod freshness;
mod limits;
mod newcomers;
mod pages;
mod phases;
mod processes;
mod program;
mod program_errors;
mod public_api;
mod rejected;
mod robustness;
mod silent_loss;
mod summary;
mod sync;
