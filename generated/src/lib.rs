//! Client for the model endpoints of [fal.ai](https://fal.ai), with typed requests that are validated before sending.
//!
//! ```no_run
//! use fal_sdk::{Client, checked, fal_ai::flux_pro::kontext};
//!
//! # async fn example() -> Result<(), fal_sdk::Error> {
//! let client = Client::from_env()?; // FAL_KEY, or FAL_KEY_ID and FAL_KEY_SECRET
//! let request = kontext::Request::new("Put a donut next to the flour.", "https://example.com/flour.png")
//!     .guidance_scale(checked!(3.5)) // outside 1..=20: a compile error
//!     .output_format(kontext::OutputFormat::Png);
//! let response = kontext(&client, request).await?; // submit, poll, fetch
//! println!("{}", response.images[0].url);
//! # Ok(())
//! # }
//! ```
//!
//! # Endpoints
//!
//! Each endpoint is a module named after its id: `fal-ai/flux-pro/kontext` is `fal_sdk::fal_ai::flux_pro::kontext`. The
//! module contains `Request`, `Response` and the types of their fields. Its function `call` is re-exported under the name
//! of the module, so `kontext(&client, request)` calls the endpoint. [`Client::endpoint`] calls any endpoint by id with
//! JSON.
//!
//! Each owner and each category of endpoints is a [feature](https://docs.rs/crate/fal-sdk/latest/features); all are enabled
//! by default.
//!
//! # Limits
//!
//! Limits of the specification are part of the field types; see [`checked`](mod@checked). Fields that are not set are not
//! sent, so the server's defaults apply. Responses are decoded leniently: unknown fields are ignored and values are never
//! rejected for their range.
//!
//! # Calls and jobs
//!
//! | to | use |
//! |---|---|
//! | wait for a result through the queue | `.await` on the [`Call`] |
//! | set a deadline, a webhook, a priority, retries | the methods of [`Call`] |
//! | submit now and wait later | [`Call::submit`], which returns a [`Job`] |
//! | resume a job in another process | [`Job::attach`] with its [`JobId`] |
//! | run without the queue | [`Call::run`] |
//! | stream events of an endpoint | [`Call::stream`] |
//! | hold a WebSocket session | `realtime` (feature `realtime`) |
//! | call without `async` | `blocking` (feature `blocking`) |
//!
//! A submit is never retried if fal may have received it. [`Error::maybe_submitted`] returns whether a job may exist after
//! a failure, and [`Error::job`] returns the job.
//!
//! # Files
//!
//! A [`FileInput`] is a URL, or bytes or a path that the call uploads. [`Client::upload`] uploads a file directly,
//! [`Client::download`] saves results, and [`media`] finds the files in a response.
//!
//! # Webhooks, prices, middleware, tests
//!
//! `Client::webhooks` verifies webhook deliveries (feature `webhooks`, on by default). [`platform`] lists models and
//! prices, with exact amounts ([`Decimal`]). [`transport`] replaces or wraps the HTTP client. The feature `mock` adds a mock
//! server with every endpoint, and the feature `catalog` a list of the endpoints with their metadata and JSON Schema.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![allow(confusable_idents, mixed_script_confusables, reason = "names are the specifications' own")]

#[rustfmt::skip]
#[allow(clippy::pedantic, clippy::just_underscores_and_digits, clippy::type_complexity, clippy::should_implement_trait, clippy::module_inception, clippy::disallowed_names, reason = "generated; names and descriptions are the specifications' own")]
mod endpoints;
#[cfg(all(feature = "mock", not(target_family = "wasm")))]
pub mod mock;

#[allow(unused_imports, reason = "without a feature there are no endpoints")]
pub use endpoints::*;
#[doc(inline)]
pub use fal_runtime::*;
