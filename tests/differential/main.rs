//! Random schemas and every fixture: the generated types accept and refuse what an independent JSON Schema validator does.
//!
//! What the generator reports as not enforced may be accepted, but no valid value may be refused.

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
mod fixtures;
mod interpreted;
mod schemas;
mod validator;
mod values;
