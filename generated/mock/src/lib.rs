//! Local mock server of [fal.ai](https://fal.ai) for tests and experiments. Calls are free, need no real key, and fail on
//! demand.
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
//! let mock = Mock::builder().endpoint(echo).start()?; // on a free port, in its own thread
//! assert!(mock.url().starts_with("http://127.0.0.1:"));
//! assert!(mock.requests().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With the feature `mock` of `fal-sdk`, `fal_sdk::mock::start()` starts a server with every endpoint of that crate and
//! `client()` returns a client for it. `cargo xtask mock` runs the server as a program.
//!
//! The server uses no Rust type of an endpoint. It validates requests against the JSON Schema that is generated next to
//! each module and generates results from that schema, so its verdict is independent of the client under test.
//!
//! Where to start reading: [`Settings`] and [`Fault`] configure the behavior. `server` accepts connections and `request`
//! determines the fal host of a request. `queue`, `run`, `storage`, `platform` and `ui` implement one host each. They
//! share `execute`, which validates the payload (`check`) and generates a result (`generate`) with files (`media`).
//!
//! The server listens on the loopback interface and delivers webhooks to loopback addresses only.

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
#[cfg(feature = "program")]
pub mod program;
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
pub use endpoint::{CallKind, Endpoint, Parameter, ParameterLocation, ParameterStyle, ResponseFormat};
pub use fault::{Fault, FaultError};
pub use generate::example_request;
pub use mock::{Builder, Job, Mock};
pub use recorded::RecordedRequest;
pub use request::Host;
pub use rust_code::{rust_code, rust_request};
pub use settings::{SettingError, Settings, duration, rate};
pub use storage::File;
pub use webhook::Delivery;
