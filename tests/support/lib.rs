//! Shared parts of the tests.

pub mod boundaries;
pub mod cases;
pub mod catalogue_server;
pub mod diff_fixtures;
pub mod examples;
pub mod fixtures;
pub mod generated_crate;
pub mod program;
pub mod queue_server;
pub mod requests;
pub mod rng;
pub mod rustc;
pub mod server;
pub mod snapshots;
pub mod websocket_server;
