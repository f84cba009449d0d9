//! The queue client against scripts: exact requests over real sockets, exact times on a paused clock.
//!
//! Names begin with the number of the scenario that they hold, where there is one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod addresses;
mod bodies;
mod credentials;
mod deadlines;
mod endpoint_ids;
mod errors;
mod exchanges;
mod flow;
mod given;
mod jobs;
mod memory;
mod network;
mod options;
mod redirects;
mod relays;
mod repetition;
mod statuses;
