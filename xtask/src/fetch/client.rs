//! One GET, asked again while there is hope: bounded in time, in size and in the number of tries.
//!
//! What a server says about waiting holds for everything that this client asks: whoever is told to wait
//! makes all the others wait too. What an answer means is not known here.

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

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body, whole.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum NoAnswer {
    /// The server could not be reached, or went away while it answered.
    Unreachable(Box<ureq::Error>),
    /// The server still had no time after all tries, or wants more patience than there is.
    Busy {
        /// Its status.
        status: u16,
        /// How long it wants to be left alone.
        wait: Option<Duration>,
    },
    /// The answer is larger than any document.
    TooLarge,
}

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreachable(error) => write!(f, "the server cannot be asked: {error}"),
            Self::Busy { status, wait: Some(wait) } => {
                write!(f, "the server answers {status} and wants to be left alone for {} s", wait.as_secs())
            }
            Self::Busy { status, wait: None } => write!(f, "the server answers {status}, also after {TRIES} tries"),
            Self::TooLarge => write!(f, "the answer is larger than {} MiB", LARGEST >> 20),
        }
    }
}

impl std::error::Error for NoAnswer {}

/// How often a thing is asked for.
const TRIES: u32 = 5;
/// How long after the first failure; each time it is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// The longest wait that a server may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
const CONNECT: Duration = Duration::from_secs(10);
/// For one try, from the first byte to the last: a page of the catalogue is a few MiB.
const WHOLE: Duration = Duration::from_secs(60);
/// Documents are below 100 KiB, and a page has up to a hundred of them.
const LARGEST: u64 = 64 << 20;

/// What became of one try.
enum Outcome {
    /// Asking again would not change it.
    Lasting(Result<Answer, NoAnswer>),
    /// It may be otherwise a little later; the server may have said when.
    Passing(NoAnswer, Option<Duration>),
}

/// Asks.
pub struct Client {
    agent: Agent,
    /// Nothing is asked before this moment.
    not_before: Mutex<Instant>,
}

impl Default for Client {
    fn default() -> Self {
        let certificates = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .tls_config(certificates)
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(WHOLE))
            .user_agent(concat!("fal-sdk-xtask/", env!("CARGO_PKG_VERSION")))
            .accept("application/json")
            .build();
        Self { agent: config.into(), not_before: Mutex::new(Instant::now()) }
    }
}

impl Client {
    /// Asks for an address until there is an answer that asking again would not change.
    pub fn get(&self, url: &str) -> Result<Answer, NoAnswer> {
        let mut tries = 1;
        loop {
            self.wait_for_turn();
            match self.outcome(url) {
                Outcome::Lasting(result) => return result,
                Outcome::Passing(failure, _) if tries == TRIES => return Err(failure),
                Outcome::Passing(_, Some(wait)) => self.let_all_wait(wait),
                Outcome::Passing(_, None) => thread::sleep(own_wait(url, tries)),
            }
            tries += 1;
        }
    }

    fn outcome(&self, url: &str) -> Outcome {
        match self.ask(url) {
            Ok((answer, wait)) if is_passing(answer.status) => {
                let busy = |wait| NoAnswer::Busy { status: answer.status, wait };
                match wait {
                    Some(long) if long > LONGEST_WAIT => Outcome::Lasting(Err(busy(Some(long)))),
                    wait => Outcome::Passing(busy(None), wait),
                }
            }
            Ok((answer, _)) => Outcome::Lasting(Ok(answer)),
            Err(NoAnswer::Unreachable(error)) if may_pass(&error) => {
                Outcome::Passing(NoAnswer::Unreachable(error), None)
            }
            Err(failure) => Outcome::Lasting(Err(failure)),
        }
    }

    /// Asks once, for what is not worth waiting for.
    pub fn get_once(&self, url: &str) -> Option<Answer> {
        self.ask(url).ok().map(|(answer, _)| answer)
    }

    fn ask(&self, url: &str) -> Result<(Answer, Option<Duration>), NoAnswer> {
        let failed = |error| match error {
            ureq::Error::BodyExceedsLimit(_) => NoAnswer::TooLarge,
            other => NoAnswer::Unreachable(Box::new(other)),
        };
        let mut response = self.agent.get(url).call().map_err(failed)?;
        let status = response.status().as_u16();
        let wait = response.headers().get("retry-after").and_then(|value| asked_wait(value.to_str().ok()?));
        let body = response.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(failed)?;
        Ok((Answer { status, body }, wait))
    }

    fn wait_for_turn(&self) {
        let turn = *self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        thread::sleep(turn.saturating_duration_since(Instant::now()));
    }

    fn let_all_wait(&self, wait: Duration) {
        let mut turn = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        *turn = (*turn).max(Instant::now() + wait);
    }
}

/// Whether the same question may get another answer a little later.
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
}

/// Whether a failure is one of the way there and back. A wrong address or certificate stays what it is.
fn may_pass(error: &ureq::Error) -> bool {
    use ureq::Error::{BodyStalled, ConnectionFailed, HostNotFound, Io, Protocol, Timeout};
    matches!(error, Io(_) | Timeout(_) | HostNotFound | ConnectionFailed | Protocol(_) | BodyStalled)
}

/// What `Retry-After` asks for: seconds, or a moment.
fn asked_wait(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = httpdate::parse_http_date(value).ok()?;
    Some(moment.duration_since(SystemTime::now()).unwrap_or_default())
}

/// The wait after a failed try; up to half as long again, so that those who failed together come apart.
fn own_wait(url: &str, tries: u32) -> Duration {
    let mut spread = FnvHasher::default();
    spread.write(url.as_bytes());
    spread.write_u32(tries);
    let wait = FIRST_WAIT * 2_u32.pow(tries - 1);
    wait + wait * u32::try_from(spread.finish() % 50).unwrap_or(0) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_seconds_or_as_a_moment() {
        assert_eq!(asked_wait(" 3"), Some(Duration::from_secs(3)));
        assert_eq!(asked_wait("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        assert_eq!(asked_wait("soon"), None);
    }

    #[test]
    fn own_waits_grow() {
        let waits: Vec<_> = (1..TRIES).map(|tries| own_wait("http://localhost", tries)).collect();
        assert!(waits.is_sorted() && waits.iter().sum::<Duration>() < Duration::from_secs(8), "{waits:?}");
    }
}
