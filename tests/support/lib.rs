//! What the tests share.

pub mod boundaries;
pub mod catalogue_server;
pub mod chance;
pub mod crates;
pub mod examples;
pub mod fixtures;
pub mod pairs;
pub mod program;
pub mod queue;
pub mod requests;
pub mod server;
pub mod snapshots;
pub mod socket;
pub mod tries;
