//! The hand-written half of the crate: everything that talks to fal, and what generated types are
//! made of. It knows no endpoint; generated code reaches it through [`door`] only.

pub mod checked;
pub mod door;
pub mod record;
pub mod set;
pub mod union;
pub mod violation;
pub mod wire;

pub mod billable_units;
pub mod builder;
pub mod call;
mod call_options;
pub mod caller;
pub mod cancel;
#[cfg(feature = "catalog")]
pub mod catalog;
pub mod client;
pub mod endpoint_id;
pub mod error;
pub mod file;
pub mod future;
pub mod job;
pub mod job_id;
pub mod lifecycle;
pub mod options;
pub mod outcome;
pub mod queue;
pub mod retry;
pub mod route;
pub mod status;
pub mod transport;

mod auth;
mod clock;
mod environment;
mod exchange;
mod follow;
mod form;
mod gate;
mod hints;
mod hosts;
mod input;
mod listener;
mod network;
mod path;
#[cfg(not(target_family = "wasm"))]
mod pieces;
mod redirect;
mod result;
mod unfold;
