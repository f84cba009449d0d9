//! The same client without `async`: every call has the same options and ends with a method that waits.
//!
//! ```no_run
//! use fal_sdk::{blocking::Client, checked, fal_ai::flux_pro::kontext};
//!
//! # fn example() -> Result<(), fal_sdk::Error> {
//! let client = Client::from_env()?; // FAL_KEY, or FAL_KEY_ID and FAL_KEY_SECRET
//! let request = kontext::Request::new("Put a donut next to the flour.", "https://example.com/flour.png")
//!     .guidance_scale(checked!(3.5)) // outside of 1..=20: does not build
//!     .output_format(kontext::OutputFormat::Png);
//! let response = kontext(&client, request).wait()?; // submit, follow, fetch
//! println!("{}", response.images[0].url);
//! # Ok(())
//! # }
//! ```
//!
//! | with [`fal_sdk::Client`](crate::Client) | here |
//! |---|---|
//! | `kontext(&client, request).await` | `kontext(&client, request).wait()` |
//! | `.outcome().await`, `.submit().await`, `.run().await` | `.outcome()`, `.submit()`, `.run()` |
//! | `.stream().await`, `job.updates()`: a `Stream` | `.stream()`, `job.updates()`: an [`Iterator`] |
//! | `job.wait().await` | [`job.wait()`](Job::wait) |
//! | `client.upload(file).await` | [`client.wait(client.upload(file))`](Client::wait) |
//! | `client.download(url).to_file(path).await` | `client.wait(client.download(url).to_file(path))` |
//! | `client.models().stream()` | [`client.items(client.models().stream())`](Client::items) |
//!
//! What waits does so on the thread that called it. Connections are served, between calls too, by one thread that
//! all clones of a client share. It ends with the last client, job or iterator made with it, and with it whatever is
//! left to do: a cancellation by [`CancelOn::Drop`](crate::CancelOn::Drop) wants a client that lives on.
//!
//! Waiting in `async` code would stop other tasks of the thread. Under tokio it is refused with an error of kind
//! [`Invalid`](crate::ErrorKind::Invalid), except in `spawn_blocking` and `block_in_place`, which are made for it;
//! other executors are not recognised.
//!
//! The waiting itself is in `worker`; what is waited for, in the modules that this one mirrors.

mod call;
mod client;
mod iter;
mod job;
mod runtime_thread;
#[cfg(feature = "webhooks")]
mod webhooks;

#[cfg(feature = "webhooks")]
pub use self::webhooks::Webhooks;
pub use self::{
    client::{Blocking, Client, UntypedEndpoint},
    iter::Iter,
    job::Job,
};

/// A call that has not been made yet: [`fal_sdk::Call`](crate::Call), ended by waiting.
pub type Call<R> = crate::Call<R, Blocking>;

/// A call by one HTTP exchange: [`fal_sdk::DirectCall`](crate::DirectCall), ended by waiting.
pub type DirectCall<R> = crate::DirectCall<R, Blocking>;
