//! HTTP client for GET requests with retries and limits on time, size and attempts.
//!
//! A `Retry-After` header delays all requests of the client, not only the one that received it.

use std::{
    hash::Hasher,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant, SystemTime},
};

use fnv::FnvHasher;
use ureq::{
    Agent,
    tls::{RootCerts, TlsConfig},
};

/// An HTTP response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Whole body.
    pub body: Vec<u8>,
}

/// A request failed.
#[derive(Debug)]
pub enum FetchError {
    /// The connection failed or was closed.
    Unreachable(Box<ureq::Error>),
    /// The server still returned an error after all attempts, or its `Retry-After` is too long.
    Busy {
        /// Status code.
        status: u16,
        /// Value of `Retry-After`, if it is too long.
        wait: Option<Duration>,
    },
    /// The response exceeds the size limit.
    TooLarge,
}

impl std::fmt::Display for FetchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreachable(error) => write!(f, "cannot reach the server: {error}"),
            Self::Busy { status, wait: Some(wait) } => {
                write!(f, "the server returned {status} with Retry-After: {} s, which is too long", wait.as_secs())
            }
            Self::Busy { status, wait: None } => {
                write!(f, "the server returned {status} on each of {MAX_ATTEMPTS} attempts")
            }
            Self::TooLarge => write!(f, "the response is larger than {} MiB", MAX_BODY >> 20),
        }
    }
}

impl std::error::Error for FetchError {}

/// Maximum number of attempts.
const MAX_ATTEMPTS: u32 = 5;
/// Delay after the first failure; it doubles with each further failure.
const FIRST_DELAY: Duration = Duration::from_millis(250);
/// Maximum `Retry-After` that is respected.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(120);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Timeout of one attempt including the body. A page of the catalogue has a few MiB.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Maximum body size. Documents are below 100 KiB, and a page has up to a hundred of them.
const MAX_BODY: u64 = 64 << 20;

/// Outcome of one attempt.
enum Attempt {
    /// Final result.
    Done(Result<Response, FetchError>),
    /// Temporary failure, perhaps with a `Retry-After` delay.
    Retry(FetchError, Option<Duration>),
}

/// HTTP client without credentials.
pub struct Client {
    agent: Agent,
    /// No request is sent before this time.
    not_before: Mutex<Instant>,
}

impl Default for Client {
    fn default() -> Self {
        let certificates = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .tls_config(certificates)
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_global(Some(TIMEOUT))
            .user_agent(concat!("fal-sdk-xtask/", env!("CARGO_PKG_VERSION")))
            .accept("application/json")
            .build();
        Self { agent: config.into(), not_before: Mutex::new(Instant::now()) }
    }
}

impl Client {
    /// Sends a GET request, retrying temporary failures.
    pub fn get(&self, url: &str) -> Result<Response, FetchError> {
        let mut attempts = 1;
        loop {
            self.wait();
            match self.attempt(url) {
                Attempt::Done(result) => return result,
                Attempt::Retry(error, _) if attempts == MAX_ATTEMPTS => return Err(error),
                Attempt::Retry(_, Some(delay)) => self.delay_all(delay),
                Attempt::Retry(_, None) => thread::sleep(backoff(url, attempts)),
            }
            attempts += 1;
        }
    }

    fn attempt(&self, url: &str) -> Attempt {
        match self.send(url) {
            Ok((response, wait)) if is_retryable_status(response.status) => {
                let busy = |wait| FetchError::Busy { status: response.status, wait };
                match wait {
                    Some(long) if long > MAX_RETRY_AFTER => Attempt::Done(Err(busy(Some(long)))),
                    wait => Attempt::Retry(busy(None), wait),
                }
            }
            Ok((response, _)) => Attempt::Done(Ok(response)),
            Err(FetchError::Unreachable(error)) if is_retryable_error(&error) => {
                Attempt::Retry(FetchError::Unreachable(error), None)
            }
            Err(error) => Attempt::Done(Err(error)),
        }
    }

    /// Sends a GET request without retries. Returns `None` if it fails.
    pub fn get_once(&self, url: &str) -> Option<Response> {
        self.send(url).ok().map(|(response, _)| response)
    }

    /// Sends one request. Returns the response and its `Retry-After` delay.
    fn send(&self, url: &str) -> Result<(Response, Option<Duration>), FetchError> {
        let failed = |error| match error {
            ureq::Error::BodyExceedsLimit(_) => FetchError::TooLarge,
            other => FetchError::Unreachable(Box::new(other)),
        };
        let mut response = self.agent.get(url).call().map_err(failed)?;
        let status = response.status().as_u16();
        let wait = response.headers().get("retry-after").and_then(|value| parse_retry_after(value.to_str().ok()?));
        let body = response.body_mut().with_config().limit(MAX_BODY).read_to_vec().map_err(failed)?;
        Ok((Response { status, body }, wait))
    }

    fn wait(&self) {
        let start = *self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        thread::sleep(start.saturating_duration_since(Instant::now()));
    }

    fn delay_all(&self, delay: Duration) {
        let mut start = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        *start = (*start).max(Instant::now() + delay);
    }
}

/// Whether a status is temporary.
fn is_retryable_status(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
}

/// Whether an error is temporary. An invalid URL or certificate is not.
fn is_retryable_error(error: &ureq::Error) -> bool {
    use ureq::Error::{BodyStalled, ConnectionFailed, HostNotFound, Io, Protocol, Timeout};
    matches!(error, Io(_) | Timeout(_) | HostNotFound | ConnectionFailed | Protocol(_) | BodyStalled)
}

/// Parses `Retry-After`: seconds or an HTTP date.
fn parse_retry_after(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Returns the delay after a failed attempt: exponential, plus up to 50 % jitter from a hash of the URL.
fn backoff(url: &str, attempts: u32) -> Duration {
    let mut hasher = FnvHasher::default();
    hasher.write(url.as_bytes());
    hasher.write_u32(attempts);
    let delay = FIRST_DELAY * 2_u32.pow(attempts - 1);
    delay + delay * u32::try_from(hasher.finish() % 50).unwrap_or(0) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_has_seconds_or_a_date() {
        assert_eq!(parse_retry_after(" 3"), Some(Duration::from_secs(3)));
        assert_eq!(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        assert_eq!(parse_retry_after("soon"), None);
    }

    #[test]
    fn delays_grow() {
        let delays: Vec<_> = (1..MAX_ATTEMPTS).map(|attempts| backoff("http://localhost", attempts)).collect();
        assert!(delays.is_sorted() && delays.iter().sum::<Duration>() < Duration::from_secs(8), "{delays:?}");
    }
}
