//! Blocking API: the same client, calls and options without `async`.
//!
//! ```no_run
//! use fal_sdk::{blocking::Client, checked, fal_ai::flux_pro::kontext};
//!
//! # fn example() -> Result<(), fal_sdk::Error> {
//! let client = Client::from_env()?; // FAL_KEY, or FAL_KEY_ID and FAL_KEY_SECRET
//! let request = kontext::Request::new("Put a donut next to the flour.", "https://example.com/flour.png")
//!     .guidance_scale(checked!(3.5)) // outside 1..=20: a compile error
//!     .output_format(kontext::OutputFormat::Png);
//! let response = kontext(&client, request).wait()?; // submit, poll, fetch
//! println!("{}", response.images[0].url);
//! # Ok(())
//! # }
//! ```
//!
//! | [`fal_sdk::Client`](crate::Client) | `blocking::Client` |
//! |---|---|
//! | `kontext(&client, request).await` | `kontext(&client, request).wait()` |
//! | `.outcome().await`, `.submit().await`, `.run().await` | `.outcome()`, `.submit()`, `.run()` |
//! | `.stream().await`, `job.updates()`: a `Stream` | `.stream()`, `job.updates()`: an [`Iterator`] |
//! | `job.wait().await` | [`job.wait()`](Job::wait) |
//! | `client.upload(file).await` | [`client.wait(client.upload(file))`](Client::wait) |
//! | `client.download(url).to_file(path).await` | `client.wait(client.download(url).to_file(path))` |
//! | `client.models().stream()` | [`client.items(client.models().stream())`](Client::items) |
//!
//! Methods block the calling thread. Connections are driven by one background thread that all clones of a client share,
//! also between calls. The thread stops when the last client, job or iterator is dropped, which aborts pending work:
//! keep the client alive until a cancellation by [`CancelOn::Drop`](crate::CancelOn::Drop) has been sent.
//!
//! Blocking in `async` code would stall other tasks of the thread. Under tokio it returns an error of kind
//! [`Invalid`](crate::ErrorKind::Invalid), except in `spawn_blocking` and `block_in_place`; other executors are not
//! detected.

mod call;
mod client;
mod flavor;
mod iter;
mod job;
mod runtime_thread;
mod untyped;
#[cfg(feature = "webhooks")]
mod webhooks;

#[cfg(feature = "webhooks")]
pub use self::webhooks::Webhooks;
pub use self::{
    client::Client,
    flavor::{Blocking, Call, DirectCall},
    iter::Iter,
    job::Job,
    untyped::UntypedEndpoint,
};
