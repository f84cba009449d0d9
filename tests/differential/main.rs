//! Compares generated types with an independent JSON Schema validator, on random schemas and every fixture: both accept
//! and refuse the same values.
//!
//! An invalid value may be accepted if the generator reports the keyword as not enforced; a valid value is never refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod compiled;
mod documents;
mod exempt;
mod fixtures;
mod interpreted;
mod operations;
mod program;
mod schemas;
mod survival;
mod translation;
mod validator;
mod values;
