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
mod blocking;
mod bodies;
mod connections;
mod credentials;
mod deadlines;
mod deliveries;
mod downloads;
mod dropping;
mod endpoint_ids;
mod errors;
mod exact;
mod exchanges;
mod files;
mod flow;
mod given;
mod giving_up;
mod halting;
mod jobs;
mod load;
mod media;
mod memory;
mod money;
mod multipart;
mod network;
mod options;
mod platform;
mod realtime;
mod realtime_frames;
mod realtime_sessions;
mod redirects;
mod relays;
mod repetition;
mod review_boxes;
mod review_cancels;
mod review_downloads;
mod review_edges;
mod review_results;
mod review_waits;
mod runs;
mod shared;
mod signed;
mod sse;
mod statuses;
mod steps;
mod streams;
mod telemetry;
mod updates;
mod uploads;
mod waiting;
mod webhook_keys;
mod webhooks;
