//! HTTP: requests and responses, retries, redirects, timeouts, server-sent events, and the transport below them.

pub(crate) mod body_stream;
pub(crate) mod connection_limit;
pub(crate) mod context;
pub(crate) mod credentials;
mod error;
pub(crate) mod form_body;
pub(crate) mod headers;
pub(crate) mod json_body;
pub(crate) mod key_location;
pub(crate) mod outcome;
pub(crate) mod reqwest_transport;
pub(crate) mod retry;
pub(crate) mod send;
pub(crate) mod service_keys;
pub(crate) mod sse;
pub(crate) mod sync_body;
pub mod transport;
