//! A fal.ai on your own machine, for tests and for trying things out: calls cost nothing, need no key, and fail
//! when they are told to.
//!
//! ```
//! use fal_mock::{Endpoint, Mock};
//!
//! let echo = Endpoint::parse(r##"{
//!     "id": "acme/echo",
//!     "transport": {"kind": "queue"},
//!     "request": {"$ref": "#/$defs/Request"},
//!     "response": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]},
//!     "$defs": {"Request": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}}
//! }"##)?;
//! let mock = Mock::builder().endpoint(echo).start()?; // on a free port, in a thread of its own
//! assert!(mock.url().starts_with("http://127.0.0.1:"));
//! assert!(mock.requests().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With the feature `mock` of `fal-sdk`, `fal_sdk::mock::start()` is a server that has every endpoint of that crate,
//! and its `client()` is a client that talks to it. `cargo xtask mock` is the same as a program.
//!
//! It knows no Rust type of any endpoint: requests are held against the schema that stands beside each generated
//! module, and results are made from it. So what it refuses does not depend on the client that is tested.
//!
//! The order to read it in: [`Settings`] and [`Fault`] say how it behaves; `call` tells which host of fal a request
//! is for; `queue`, `run`, `storage`, `platform` and `page` answer for one host each; `work` is what they share:
//! `check` a payload, make a `sample` of a result, with files from `media`.
//!
//! It listens on the loopback only, and delivers webhooks there only.

mod check;
mod direct;
mod endpoint;
mod events;
mod execute;
mod fault;
mod generate;
mod jobs;
mod media;
mod mock;
mod platform;
mod queue;
mod recorded;
mod request;
mod response;
mod run;
mod rust_code;
mod schema;
mod server;
mod settings;
mod state;
mod storage;
mod ui;
mod webhook;

pub use check::{Violation, check};
pub use endpoint::{Endpoint, Parameter, Place, Transport};
pub use fault::{Fault, FaultError};
pub use mock::{Builder, Job, Mock};
pub use recorded::RecordedRequest;
pub use request::Host;
pub use rust_code::{rust_code, rust_request};
pub use settings::{SettingError, Settings, duration, rate};
pub use storage::File;
pub use webhook::Delivery;
