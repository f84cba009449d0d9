//! Blocking verification of webhook deliveries.

use super::{client::Client, runtime_thread::RuntimeThread};
use crate::{
    client::as_client::AsClient,
    webhook::{self, Delivery, Headers, VerifyError},
};

/// Verifies webhook deliveries; see [`fal_sdk::webhook`](crate::webhook). Cheap to clone.
#[derive(Clone, Debug)]
pub struct Webhooks {
    webhooks: webhook::Webhooks,
    thread: RuntimeThread,
}

impl Client {
    /// Returns a verifier of webhook deliveries. fal's public keys are fetched on the first delivery and shared by all
    /// clones of the client.
    pub fn webhooks(&self) -> Webhooks {
        Webhooks { webhooks: self.client().webhooks(), thread: self.thread.clone() }
    }
}

impl Webhooks {
    /// Verifies that fal signed the delivery within the last five minutes, and parses it; see
    /// [`verify`](webhook::Webhooks::verify) of the async client. `body` is the raw request body.
    pub fn verify<H: Headers + ?Sized>(&self, headers: &H, body: impl AsRef<[u8]>) -> Result<Delivery, VerifyError> {
        self.wait(self.webhooks.verify(headers, body))
    }

    /// Verifies a stored delivery like [`verify`](Self::verify), with `unix_seconds` as the current time.
    pub fn verify_at<H: Headers + ?Sized>(
        &self,
        unix_seconds: u64,
        headers: &H,
        body: impl AsRef<[u8]>,
    ) -> Result<Delivery, VerifyError> {
        self.wait(self.webhooks.verify_at(unix_seconds, headers, body))
    }

    /// Blocking in async code is reported as a failure to fetch the keys.
    fn wait(&self, verified: impl Future<Output = Result<Delivery, VerifyError>>) -> Result<Delivery, VerifyError> {
        self.thread.wait(async { Ok(verified.await) }).map_err(VerifyError::NoKeys)?
    }
}
