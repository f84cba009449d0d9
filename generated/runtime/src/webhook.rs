//! Webhooks: whether a delivery came from fal, and what it says.
//!
//! fal signs what it sends to the address given to [`Call::webhook`](crate::Call::webhook). A receiver takes
//! the headers and the body as they came, unparsed, and has them verified. With axum, where `webhooks` is
//! [`client.webhooks()`](crate::Client::webhooks) (the whole program is `examples/webhook.rs`):
//!
//! ```
//! use axum::{body::Bytes, extract::State, http::{HeaderMap, StatusCode}};
//! use fal_sdk::{fal_ai::flux_pro::kontext, webhook::Webhooks};
//!
//! async fn deliver(State(webhooks): State<Webhooks>, headers: HeaderMap, body: Bytes) -> Result<(), StatusCode> {
//!     let delivery = webhooks.verify(&headers, &body).await.map_err(|refused| refused.status())?;
//!     match delivery.result::<kontext::Response>() {
//!         Ok(response) => println!("{}: {} images", delivery.request_id, response.images.len()),
//!         Err(error) => eprintln!("{error}"),
//!     }
//!     Ok(())
//! }
//! # let _ = axum::Router::<Webhooks>::new().route("/fal", axum::routing::post(deliver));
//! ```
//!
//! What to know about deliveries:
//!
//! - They repeat until they are answered with a 2xx, and sometimes after that: remember
//!   [`request_id`](Delivery::request_id)s, and do what takes long after the answer.
//! - A signature says that fal sent it, not that you asked for it: anyone may give your address to fal. Take
//!   only request ids that you submitted, or compare [`user_id`](Delivery::user_id) with your own.
//! - A failed job is delivered too; [`Delivery::result`] is an error then.
//!
//! Headers are read in `signed`, keys in `keys`, and fetched in `cache`; a delivery is read in `delivery`.

mod cache;
mod delivery;
mod keys;
mod signature;
mod verify_error;

use std::fmt;

pub(crate) use cache::Cache;
use keys::Keys;
use signature::Signed;

pub use delivery::{Delivery, DeliveryStatus};
pub use signature::Headers;
pub use verify_error::Refused;

use crate::{client::Client, error::Error, rt::clock};

impl Client {
    /// What verifies the deliveries of webhooks. fal's public keys are fetched with the first delivery, from
    /// the client's [`rest_url`](crate::ClientBuilder::rest_url), and shared by all clones of the client.
    pub fn webhooks(&self) -> Webhooks {
        Webhooks(Source::Fetched(self.clone()))
    }
}

/// Verifies deliveries. Cheap to clone.
#[derive(Clone)]
pub struct Webhooks(Source);

/// Where the keys are from.
#[derive(Clone)]
enum Source {
    Fetched(Client),
    Fixed(Keys),
}

impl Webhooks {
    /// With these Ed25519 public keys and no others, without network: for tests, and for keys that are
    /// handed out in another way.
    ///
    /// Fails where 32 bytes are no key.
    pub fn with_keys<'k>(keys: impl IntoIterator<Item = &'k [u8; 32]>) -> Result<Self, Error> {
        let keys = Keys::of(keys).ok_or_else(|| Error::invalid("a webhook key is no Ed25519 public key"))?;
        Ok(Self(Source::Fixed(keys)))
    }

    /// Whether fal sent this within the last five minutes, and what it says. `body` is the raw body.
    ///
    /// The keys are fetched where there are none yet, where they are a day old, and, at most once a minute,
    /// where none of them fits. The request for them carries no API key.
    pub async fn verify<H: Headers + ?Sized>(&self, headers: &H, body: impl AsRef<[u8]>) -> Result<Delivery, Refused> {
        self.verify_at(clock::unix_seconds(), headers, body).await
    }

    /// As [`verify`](Self::verify) at another moment, in seconds since 1970: for deliveries that were stored.
    pub async fn verify_at<H: Headers + ?Sized>(
        &self,
        unix_seconds: u64,
        headers: &H,
        body: impl AsRef<[u8]>,
    ) -> Result<Delivery, Refused> {
        let body = body.as_ref();
        let signed = Signed::read(headers, body)?;
        signed.in_time(unix_seconds)?;
        let genuine = match &self.0 {
            Source::Fixed(keys) => keys.fit(&signed),
            Source::Fetched(client) => client.inner().webhook_keys.fit(client.inner(), &signed).await?,
        };
        if genuine { Delivery::read(body, &signed) } else { Err(Refused::NoKeyFits) }
    }
}

impl fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = match &self.0 {
            Source::Fetched(_) => "fetched",
            Source::Fixed(_) => "fixed",
        };
        f.debug_struct("Webhooks").field("keys", &keys).finish_non_exhaustive()
    }
}
