//! The house rules that text can show: who may use whom, what never stands in which room, how files begin.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod files;
mod internal_api;
mod layering;
mod rules;
mod scan;
