//! What the tests share.

pub mod boundaries;
pub mod cases;
pub mod catalogue_server;
pub mod crates;
pub mod diff_fixtures;
pub mod examples;
pub mod fixtures;
pub mod program;
pub mod queue_server;
pub mod requests;
pub mod rng;
pub mod server;
pub mod snapshots;
pub mod websocket_server;
