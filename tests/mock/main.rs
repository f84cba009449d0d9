//! The local fal: what it does to this crate's client, what it returns for each endpoint, the examples against it,
//! and `cargo xtask mock`.
//!
//! What fal's own clients make of it is in `tests/clients`, its page in `tests/page`; that it refuses what the
//! generated types refuse is in the program `catalogue`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod examples;
mod faults;
mod fixtures;
mod program;
mod queue;
mod results;
mod runs;
