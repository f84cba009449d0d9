//! The client against scripted servers and transports: exact requests over real sockets, exact times on a paused clock.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod base_urls;
mod blocking;
mod blocking_threads;
mod cancel_requests;
mod cancellation;
mod connections;
mod credentials;
mod deadlines;
mod decimals;
mod direct_calls;
mod direct_responses;
mod download_errors;
mod downloads;
mod edge_cases;
mod endpoint_ids;
mod errors;
mod files;
mod fixtures;
mod gateway_responses;
mod jobs;
mod load;
mod media;
mod memory_transport;
mod multipart;
mod non_json_bodies;
mod number_fidelity;
mod options;
mod parameters;
mod platform;
mod poll_failures;
mod proxies;
mod queue_flow;
mod queue_steps;
mod realtime;
mod realtime_frames;
mod realtime_inputs;
mod redirects;
mod relays;
mod result_fetch;
mod retries;
mod runs;
mod send_sync;
mod service_keys;
mod shutdown;
mod sse;
mod status_streams;
mod statuses;
mod step_transport;
mod streams;
mod tracing_spans;
mod updates;
mod uploads;
mod webhook_deliveries;
mod webhook_fixtures;
mod webhook_keys;
mod webhooks;
