//! Typed, range-checked requests and a queue client for [fal.ai](https://fal.ai)'s model endpoints.
//!
//! ```no_run
//! use fal_sdk::{Client, checked, fal_ai::flux_pro::kontext};
//!
//! # async fn example() -> Result<(), fal_sdk::Error> {
//! let client = Client::from_env()?; // FAL_KEY, or FAL_KEY_ID and FAL_KEY_SECRET
//! let request = kontext::Request::new("Put a donut next to the flour.", "https://example.com/flour.png")
//!     .guidance_scale(checked!(3.5)) // outside of 1..=20: does not build
//!     .output_format(kontext::OutputFormat::Png);
//! let response = kontext(&client, request).await?; // submit, follow, fetch
//! println!("{}", response.images[0].url);
//! # Ok(())
//! # }
//! ```
//!
//! **Endpoints** are modules, named by their id segment by segment, each with a `Request`, a `Response`
//! and the types of their fields; beside a module stands the function of the same name that calls it.
//!
//! **Limits** of the specification are part of the types: see [`checked`](mod@checked). What is not set
//! is not sent; defaults are the server's. Responses are read tolerantly and never refused for a range.
//!
//! **Calls** go through fal's queue: [`Call`] has the options, [`Job`] is a call under way, which can be
//! followed, cancelled, or resumed in another process by its [`JobId`]. A submit is never repeated once
//! it may have arrived, and every [`Error`] tells whether a job may exist.
//!
//! **Files** are URLs, or bytes and paths that are uploaded when the call is made ([`FileInput`]);
//! [`Client::download`] brings results back and [`media`] finds them in any response.
//!
//! **Without the queue** there are [`Call::run`] and [`Call::stream`], each call by one exchange that cannot be
//! resumed, and realtime sessions (feature `realtime`). `blocking` has the same functions without `async`.
//!
//! **Around it**: webhooks are verified by `Client::webhooks` (feature `webhooks`), prices and models come from
//! [`platform`], amounts are exact ([`Decimal`]), and [`transport`] is the place for middleware.
//!
//! What was written by hand stands in `runtime`, what was generated in `endpoints`.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[rustfmt::skip]
#[allow(clippy::pedantic, clippy::just_underscores_and_digits, clippy::type_complexity, clippy::should_implement_trait, clippy::module_inception, reason = "generated; names and descriptions are the specifications' own")]
mod endpoints;
#[cfg(all(feature = "mock", not(target_family = "wasm")))]
pub mod mock;

#[allow(unused_imports, reason = "without a feature there are no endpoints")]
pub use endpoints::*;
#[doc(inline)]
pub use fal_runtime::*;
