//! Tests of the mock server: with this crate's client, with every endpoint, with the examples, and as `cargo xtask mock`.
//!
//! `tests/clients` runs fal's own clients against it, `tests/page` tests its user interface, and the test program
//! `catalogue` compares its validation with the generated types.

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
