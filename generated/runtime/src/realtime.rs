//! Realtime sessions: inputs and results over one WebSocket, for models that respond in milliseconds.
//!
//! ```no_run
//! use fal_sdk::Client;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize)]
//! struct Input {
//!     prompt: String,
//!     seed: u64,
//! }
//!
//! #[derive(Deserialize)]
//! struct Output {
//!     images: Vec<serde_json::Value>,
//! }
//!
//! # async fn example() -> Result<(), fal_sdk::Error> {
//! let client = Client::from_env()?;
//! let mut session = client.realtime("fal-ai/fast-lightning-sdxl")?.open::<Output>()?;
//! session.send(&Input { prompt: "a donut".to_owned(), seed: 7 })?;
//! while let Some(output) = session.next().await {
//!     println!("{} images", output?.images.len());
//!     session.send(&Input { prompt: "a glazed donut".to_owned(), seed: 7 })?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! **No background tasks.** Connecting, sending, receiving and replying to pings happen while [`Session::next`] is
//! awaited. `next` is cancel-safe, so it can be used in `select!`; dropping the session closes the connection. To send
//! from another task, use a [`Sender`].
//!
//! **Only the latest input is kept.** [`Session::send`] never waits: it replaces an input that was not sent yet because
//! the session is connecting, the socket is busy or the [throttle](SessionBuilder::throttle) delays it. This suits
//! continuous input such as a canvas or a camera. To get a result for every input, wait for each result before sending
//! the next input.
//!
//! **Sessions end and reconnect.** The first input connects. The server closes a session that receives no input for a
//! while: `next` returns `None`, and the next input connects again with a new token. Without input, nothing reconnects.
//!
//! **Values** are of any `serde` type, or [`serde_json::Value`]. Inputs are sent as MessagePack; results are
//! MessagePack or JSON, and one type decodes both. Bytes (`serde_bytes`) are MessagePack's `bin`; results that contain
//! bytes need such a type, since JSON has none. Sessions have no queue jobs, so their errors contain no job id.

mod builder;
mod connect;
mod frame;
mod latest_input;
mod session;
mod socket;
mod token;

pub use self::{builder::SessionBuilder, latest_input::Sender, session::Session};
use crate::{client::Client, error::Error};

impl Client {
    /// Starts building a realtime session with an endpoint; see [`realtime`](crate::realtime).
    ///
    /// # Errors
    ///
    /// Kind [`Invalid`](crate::ErrorKind::Invalid) if `id` is not an endpoint id.
    pub fn realtime(&self, id: impl AsRef<str>) -> Result<SessionBuilder, Error> {
        Ok(SessionBuilder::new(self, id.as_ref().parse()?))
    }
}
