//! Architecture rules that the source text can show: layering, import circles, vocabulary, exhaustive matches, forbidden
//! calls, and the use of the internal API.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod circles;
mod files;
mod internal_api;
mod layering;
mod rules;
mod scan;
mod tokens;
mod vocabulary;
mod wildcards;
