//! Realtime sessions: inputs and results over one WebSocket, for applications that answer in milliseconds.
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
//! **Nothing runs beside you.** Everything moves while [`Session::next`] is awaited: connecting, sending,
//! receiving, answering pings. No task is spawned. Dropping the future of `next` loses nothing, so it stands
//! in a `select!` well; dropping the session closes the connection. To send from another task than the one
//! that receives, give it a [`Sender`].
//!
//! **The newest input wins.** [`Session::send`] never waits: it replaces what was not sent yet, because the
//! connection is not there, the socket is busy or the [throttle](SessionBuilder::throttle) holds. That is right
//! for what moves, such as a canvas or a camera. Whoever needs every input answered waits for the answer
//! before sending the next one.
//!
//! **Sessions end and begin anew.** The first input connects. A session that nothing was sent to for a while is
//! ended by the application: `next` gives `None`, and the next input connects again, with a fresh token. Nothing
//! is connected again by itself.
//!
//! **Values** are yours: any `serde` type, or [`serde_json::Value`]. Inputs go out as MessagePack; results come
//! as MessagePack or JSON, and one type decodes both. Bytes (`serde_bytes`) are MessagePack's `bin`; results with
//! bytes in them need such a type, since JSON has none. There are no jobs behind a session, so its errors
//! name none.
//!
//! The pieces: [`SessionBuilder`] has the settings; `link` makes connections, with what `token` brings; `socket`
//! moves frames, which `frame` reads; [`Session`] drives it all, fed by what [`Sender`]s leave in `outbox`.

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
    /// A realtime session with an application, to be set up; see [`realtime`](crate::realtime).
    pub fn realtime(&self, id: impl AsRef<str>) -> Result<SessionBuilder, Error> {
        Ok(SessionBuilder::new(self, id.as_ref().parse()?))
    }
}
