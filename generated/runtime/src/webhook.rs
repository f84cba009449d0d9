//! Verification of webhook deliveries.
//!
//! fal signs the requests that it sends to the URL set with [`Call::webhook`](crate::Call::webhook). Pass the headers
//! and the raw, unparsed body to [`Webhooks::verify`]. With axum, where the state is
//! [`client.webhooks()`](crate::Client::webhooks) (the complete program is `examples/webhook.rs`):
//!
//! ```
//! use axum::{body::Bytes, extract::State, http::{HeaderMap, StatusCode}};
//! use fal_sdk::{fal_ai::flux_pro::kontext, webhook::Webhooks};
//!
//! async fn deliver(State(webhooks): State<Webhooks>, headers: HeaderMap, body: Bytes) -> Result<(), StatusCode> {
//!     let delivery = webhooks.verify(&headers, &body).await.map_err(|error| error.status())?;
//!     match delivery.result::<kontext::Response>() {
//!         Ok(response) => println!("{}: {} images", delivery.request_id, response.images.len()),
//!         Err(error) => eprintln!("{error}"),
//!     }
//!     Ok(())
//! }
//! # let _ = axum::Router::<Webhooks>::new().route("/fal", axum::routing::post(deliver));
//! ```
//!
//! Properties of deliveries:
//!
//! - fal retries a delivery until the response is 2xx, and may deliver more than once: deduplicate by
//!   [`request_id`](Delivery::request_id), and respond before doing slow work.
//! - A valid signature proves that fal sent the delivery, not that you submitted the request: anyone can register your
//!   URL as a webhook. Accept only request ids that you submitted, or compare [`user_id`](Delivery::user_id) with your
//!   own.
//! - Failed jobs are delivered too; [`Delivery::result`] then returns an error.

mod cache;
mod delivery;
mod keys;
mod signature;
mod verify_error;

use std::fmt;

use cache::Cache;
use keys::Keys;
use signature::SignedPayload;

pub use delivery::{Delivery, DeliveryStatus};
pub use signature::Headers;
pub use verify_error::VerifyError;

use crate::{client::Client, error::Error, rt::clock};

impl Client {
    /// Returns a verifier of webhook deliveries. fal's public keys are fetched on the first delivery from the client's
    /// [`rest_url`](crate::ClientBuilder::rest_url) and shared by all clones of the client.
    pub fn webhooks(&self) -> Webhooks {
        Webhooks(KeySource::Fetched(self.clone()))
    }
}

/// Verifies webhook deliveries. Cheap to clone.
#[derive(Clone)]
pub struct Webhooks(KeySource);

/// Source of the public keys.
#[derive(Clone)]
enum KeySource {
    Fetched(Client),
    Fixed(Keys),
}

impl Webhooks {
    /// Creates a verifier with fixed Ed25519 public keys, for tests or keys distributed in another way. It sends no
    /// requests.
    ///
    /// # Errors
    ///
    /// Kind [`Invalid`](crate::ErrorKind::Invalid) if a key is not a valid Ed25519 public key.
    pub fn with_keys<'k>(keys: impl IntoIterator<Item = &'k [u8; 32]>) -> Result<Self, Error> {
        let keys =
            Keys::from_bytes(keys).ok_or_else(|| Error::invalid("a webhook key is not a valid Ed25519 public key"))?;
        Ok(Self(KeySource::Fixed(keys)))
    }

    /// Verifies that fal signed the delivery within the last five minutes, and parses it. `body` is the raw request
    /// body.
    ///
    /// Keys are fetched if there are none, if they are a day old, and, at most once a minute, if none of them matches
    /// the signature. The request for them does not carry the API key.
    ///
    /// # Errors
    ///
    /// A [`VerifyError`] that names the failed check; [`VerifyError::status`] is the HTTP status to respond with.
    pub async fn verify<H: Headers + ?Sized>(
        &self,
        headers: &H,
        body: impl AsRef<[u8]>,
    ) -> Result<Delivery, VerifyError> {
        self.verify_at(clock::unix_seconds(), headers, body).await
    }

    /// Verifies a stored delivery like [`verify`](Self::verify), with `unix_seconds` as the current time.
    pub async fn verify_at<H: Headers + ?Sized>(
        &self,
        unix_seconds: u64,
        headers: &H,
        body: impl AsRef<[u8]>,
    ) -> Result<Delivery, VerifyError> {
        let body = body.as_ref();
        let signed = SignedPayload::parse(headers, body)?;
        signed.check_age(unix_seconds)?;
        let is_genuine = match &self.0 {
            KeySource::Fixed(keys) => keys.verify(&signed),
            KeySource::Fetched(client) => {
                let inner = client.inner();
                inner.webhook_keys.get_or_default::<Cache>().verify(inner, &signed).await?
            }
        };
        if is_genuine { Delivery::parse(body, &signed) } else { Err(VerifyError::NoKeyFits) }
    }
}

impl fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = match &self.0 {
            KeySource::Fetched(_) => "fetched",
            KeySource::Fixed(_) => "fixed",
        };
        f.debug_struct("Webhooks").field("keys", &keys).finish_non_exhaustive()
    }
}
