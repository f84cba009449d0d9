//! What the tests share.

pub mod boundaries;
pub mod chance;
pub mod crates;
pub mod fixtures;
pub mod program;
pub mod server;
pub mod snapshots;
pub mod tries;
