//! Deliveries of webhooks, verified by waiting for fal's public keys where they are not there yet.

use super::{client::Client, runtime_thread::Worker};
use crate::{
    client::as_client::AsClient,
    webhook::{self, Delivery, Headers, VerifyError},
};

/// Verifies deliveries; see [`fal_sdk::webhook`](crate::webhook). Cheap to clone.
#[derive(Clone, Debug)]
pub struct Webhooks {
    webhooks: webhook::Webhooks,
    worker: Worker,
}

impl Client {
    /// What verifies the deliveries of webhooks. fal's public keys are fetched with the first delivery and
    /// shared by all clones of the client.
    pub fn webhooks(&self) -> Webhooks {
        Webhooks { webhooks: self.client().webhooks(), worker: self.worker.clone() }
    }
}

impl Webhooks {
    /// Whether fal sent this within the last five minutes, and what it says; see
    /// [`verify`](webhook::Webhooks::verify) of an async client. `body` is the raw body.
    pub fn verify<H: Headers + ?Sized>(&self, headers: &H, body: impl AsRef<[u8]>) -> Result<Delivery, VerifyError> {
        self.wait(self.webhooks.verify(headers, body))
    }

    /// As [`verify`](Self::verify) at another moment, in seconds since 1970: for deliveries that were stored.
    pub fn verify_at<H: Headers + ?Sized>(
        &self,
        unix_seconds: u64,
        headers: &H,
        body: impl AsRef<[u8]>,
    ) -> Result<Delivery, VerifyError> {
        self.wait(self.webhooks.verify_at(unix_seconds, headers, body))
    }

    /// Where waiting is out of place, the keys cannot be had.
    fn wait(&self, verified: impl Future<Output = Result<Delivery, VerifyError>>) -> Result<Delivery, VerifyError> {
        self.worker.wait(async { Ok(verified.await) }).map_err(VerifyError::NoKeys)?
    }
}
