//! Cache of fal's public keys, fetched on demand and kept for a day.
//!
//! Anyone can send forged deliveries, and these must not cause requests to fal: concurrent callers share one fetch, a
//! fresh key set is not fetched again, and failing fetches are rate-limited.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use reqwest::Method;

use super::{keys::Keys, signature::SignedPayload, verify_error::VerifyError};
use crate::{
    client::ClientInner,
    error::Error,
    http::{
        json_body,
        retry::RetryClass,
        send::{HttpRequest, send_idempotent_ok},
    },
    rt::clock::{self, Instant},
};

/// Maximum age of a key set.
const MAX_AGE: Duration = Duration::from_secs(24 * 60 * 60);
/// Minimum age of a key set before an unknown signature triggers another fetch.
const MIN_REFRESH_AGE: Duration = Duration::from_secs(60);
/// Minimum time between the starts of two fetches.
const FETCH_INTERVAL: Duration = Duration::from_secs(1);
/// Time limit of a fetch, including retries.
const FETCH_TIMEOUT: Duration = Duration::from_secs(10);

/// Public keys shared by the clones of a client.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    state: Mutex<CacheState>,
    /// Locked during a fetch; contains the start time of the last fetch.
    last_start: tokio::sync::Mutex<Option<Instant>>,
}

#[derive(Clone, Debug, Default)]
struct CacheState {
    set: Option<(Keys, Instant)>,
    /// Number of completed fetches.
    fetches: u64,
    /// Error of the last fetch.
    failure: Option<Arc<Error>>,
}

impl Cache {
    /// Returns whether one of fal's keys made the signature.
    pub(super) async fn verify(&self, client: &ClientInner, signed: &SignedPayload) -> Result<bool, VerifyError> {
        let before = self.state();
        match before.set.as_ref().filter(|(_, since)| since.elapsed() < MAX_AGE) {
            Some((keys, _)) if keys.verify(signed) => return Ok(true),
            Some((_, since)) if since.elapsed() < MIN_REFRESH_AGE => return Ok(false),
            _ => {}
        }
        let keys = self.fetch_shared(client, before.fetches).await.map_err(VerifyError::NoKeys)?;
        Ok(keys.verify(signed))
    }

    /// Fetches the keys, or waits for a concurrent fetch. `before` is the number of fetches that the caller has seen;
    /// the outcome of a later fetch is shared.
    async fn fetch_shared(&self, client: &ClientInner, before: u64) -> Result<Keys, Error> {
        let mut last_start = self.last_start.lock().await;
        if self.state().fetches == before {
            if let Some(pause) = last_start.and_then(|start| FETCH_INTERVAL.checked_sub(start.elapsed())) {
                clock::sleep(pause).await;
            }
            *last_start = Some(Instant::now());
            let outcome = fetch(client).await;
            log_outcome(&outcome);
            return self.store(outcome);
        }
        match self.state() {
            CacheState { failure: None, set: Some((keys, _)), .. } => Ok(keys),
            CacheState { failure, .. } => {
                Err(failure.map_or_else(|| Error::invalid("no webhook keys were fetched"), |error| error.to_shared()))
            }
        }
    }

    fn store(&self, outcome: Result<Keys, Error>) -> Result<Keys, Error> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.fetches += 1;
        state.failure = outcome.as_ref().err().map(|error| Arc::new(error.to_shared()));
        if let Ok(keys) = &outcome {
            state.set = Some((keys.clone(), Instant::now()));
        }
        outcome
    }

    fn state(&self) -> CacheState {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn log_outcome(outcome: &Result<Keys, Error>) {
    match outcome {
        Ok(keys) => tracing::debug!(target: crate::rt::TRACING_TARGET, keys = keys.count(), "fetched webhook keys"),
        Err(error) => tracing::debug!(target: crate::rt::TRACING_TARGET, %error, "failed to fetch webhook keys"),
    }
}

async fn fetch(client: &ClientInner) -> Result<Keys, Error> {
    let request =
        HttpRequest::new(Method::GET, client.base_urls.rest.join(".well-known/jwks.json")).same_origin_without_auth();
    let response = clock::timeout(FETCH_TIMEOUT, send_idempotent_ok(&client.http, &request)).await;
    let response = response.map_err(|_| Error::deadline(format!("no webhook keys within {FETCH_TIMEOUT:?}")))??;
    let set = json_body::parse(&response).map_err(|source| {
        Error::decode(&response, "the webhook key set is not JSON", Vec::new()).with_source(source)
    })?;
    let missing = "the webhook key set contains no Ed25519 key";
    Keys::parse(&set).ok_or_else(|| Error::protocol(&response, RetryClass::Always, missing))
}
