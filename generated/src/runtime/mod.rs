//! The hand-written half of the crate: everything that talks to fal, and what generated types are
//! made of. It knows no endpoint; generated code reaches it through [`door`] only.

pub mod checked;
pub mod door;
pub mod record;
pub mod set;
pub mod union;
pub mod violation;
pub mod wire;

pub mod builder;
pub mod call;
mod call_options;
pub mod caller;
pub mod cancel;
#[cfg(feature = "catalog")]
pub mod catalog;
pub mod client;
pub mod decimal;
pub mod download;
pub mod endpoint_id;
pub mod error;
pub mod events;
pub mod file;
pub mod future;
pub mod job;
pub mod job_id;
pub mod lifecycle;
pub mod media;
pub mod options;
pub mod outcome;
pub mod platform;
pub mod progress;
pub mod queue;
#[cfg(all(feature = "realtime", not(target_family = "wasm")))]
pub mod realtime;
pub mod retry;
pub mod route;
pub mod run;
pub mod status;
pub mod transport;
pub mod updates;
pub mod upload;
#[cfg(feature = "webhooks")]
pub mod webhook;

mod auth;
mod chunks;
mod clock;
mod deadline;
mod draft;
mod environment;
mod errand;
mod exchange;
mod first;
mod follow;
mod form;
mod gate;
mod handle;
mod hints;
mod hosts;
mod input;
mod listener;
mod log;
mod network;
mod path;
#[cfg(not(target_family = "wasm"))]
mod pieces;
mod redirect;
mod result;
mod spawn;
mod sse;
mod telemetry;
mod together;
mod unfold;
mod watch;

// Behind what it mirrors, so that the documentation of a call shows its own endings first.
#[cfg(feature = "blocking")]
pub mod blocking;
