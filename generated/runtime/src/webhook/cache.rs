//! fal's keys, fetched when they are needed and kept for a day.
//!
//! Anyone may send a forged delivery, so forgeries must not become requests to fal: callers share a fetch,
//! a set that has just come is not asked for again, and fetches that bring nothing are spaced out.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use reqwest::Method;

use super::{keys::Keys, signature::Signed, verify_error::Refused};
use crate::{
    client::ClientInner,
    error::Error,
    http::{
        retry::{RetryClass, send_idempotent_ok},
        send::HttpRequest,
    },
    queue::requests,
    rt::clock::{self, Instant},
};

/// How long a set is used at most.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// How old a set must be before a signature that it does not explain has it fetched again.
const YOUTH: Duration = Duration::from_secs(60);
/// The least time between the beginnings of two fetches.
const SPACE: Duration = Duration::from_secs(1);
/// How long a fetch may take, repetitions included.
const PATIENCE: Duration = Duration::from_secs(10);

/// The keys of a client.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    /// What the last fetch left.
    state: Mutex<State>,
    /// Held by whoever fetches, with the moment at which the last fetch began.
    turn: tokio::sync::Mutex<Option<Instant>>,
}

#[derive(Clone, Debug, Default)]
struct State {
    set: Option<(Keys, Instant)>,
    /// How many fetches came to an end, and how the last one failed.
    fetches: u64,
    failure: Option<Arc<Error>>,
}

impl Cache {
    /// Whether one of fal's keys made the signature.
    pub(super) async fn fit(&self, client: &ClientInner, signed: &Signed) -> Result<bool, Refused> {
        let before = self.state();
        match before.set.as_ref().filter(|(_, since)| since.elapsed() < LIFE) {
            Some((keys, _)) if keys.fit(signed) => return Ok(true),
            Some((_, since)) if since.elapsed() < YOUTH => return Ok(false),
            _ => {}
        }
        let keys = self.fetched(client, before.fetches).await.map_err(Refused::NoKeys)?;
        Ok(keys.fit(signed))
    }

    /// Fetches the keys, or waits for whoever does. `before` is how many fetches the caller knows of: the outcome
    /// of a later one is the caller's too.
    async fn fetched(&self, client: &ClientInner, before: u64) -> Result<Keys, Error> {
        let mut begun = self.turn.lock().await;
        if self.state().fetches == before {
            if let Some(pause) = begun.and_then(|begun| SPACE.checked_sub(begun.elapsed())) {
                clock::sleep(pause).await;
            }
            *begun = Some(Instant::now());
            let outcome = fetch(client).await;
            tell(&outcome);
            return self.keep(outcome);
        }
        match self.state() {
            State { failure: None, set: Some((keys, _)), .. } => Ok(keys),
            State { failure, .. } => {
                Err(failure.map_or_else(|| Error::invalid("there are no keys"), |one| one.retold()))
            }
        }
    }

    fn keep(&self, outcome: Result<Keys, Error>) -> Result<Keys, Error> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.fetches += 1;
        state.failure = outcome.as_ref().err().map(|error| Arc::new(error.retold()));
        if let Ok(keys) = &outcome {
            state.set = Some((keys.clone(), Instant::now()));
        }
        outcome
    }

    fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn tell(outcome: &Result<Keys, Error>) {
    match outcome {
        Ok(keys) => tracing::debug!(keys = keys.count(), "fetched the keys of webhooks"),
        Err(error) => tracing::debug!(%error, "could not fetch the keys of webhooks"),
    }
}

async fn fetch(client: &ClientInner) -> Result<Keys, Error> {
    let ask =
        HttpRequest::new(Method::GET, client.base_urls.rest.join(".well-known/jwks.json")).same_origin_without_auth();
    let reply = clock::timeout(PATIENCE, send_idempotent_ok(client, &ask)).await;
    let reply = reply.map_err(|_| Error::deadline(format!("no webhook keys within {PATIENCE:?}")))??;
    let set = requests::parse(&reply).map_err(|source| {
        Error::undecoded(&reply, "the set of webhook keys is not JSON", Vec::new()).because(source)
    })?;
    let none = "the set of webhook keys has no Ed25519 key";
    Keys::read(&set).ok_or_else(|| Error::unexpected(&reply, RetryClass::Always, none))
}
