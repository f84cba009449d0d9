//! What a call may be told beside its payload: mostly headers, each checked when it is set.
//!
//! The fluent methods and their documentation are in `call_options`; types of single options are in
//! `lifecycle` and `cancel`.

use std::{collections::BTreeMap, fmt, time::Duration};

use reqwest::{
    Url,
    header::{HeaderMap, HeaderName, HeaderValue},
};

use crate::{
    error::Error,
    http::retry::RetryPolicy,
    queue::{cancel::CancelOn, poll::PollInterval, update_callback::UpdateCallback},
};

/// Where a job stands in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Priority {
    /// As everybody else's.
    Normal,
    /// Behind all others who wait for the same endpoint.
    Low,
}

/// The options of one call.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// Headers of the submit.
    pub(crate) headers: HeaderMap,
    pub(crate) webhook: Option<Webhook>,
    pub(crate) max_queue_length: Option<u32>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) cancel_on: Option<CancelOn>,
    pub(crate) callback: Option<UpdateCallback>,
    pub(crate) poll_only: bool,
    pub(crate) poll_interval: Option<PollInterval>,
    pub(crate) idle_timeout: Option<Duration>,
}

/// The address that fal posts the result to. It may hold a token, so `Debug` does not show it.
#[derive(Clone)]
pub(crate) struct Webhook(pub(crate) String);

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// How a call is ended, as far as its options go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// By way of the queue.
    Queue,
    /// By one exchange with the synchronous host.
    Run,
    /// By a stream from there.
    Stream,
}

/// An option that would have no effect, and why.
type Unsuited = (&'static str, &'static str);

fn first_set(options: &[(bool, Unsuited)]) -> Option<Unsuited> {
    options.iter().find(|(is_set, _)| *is_set).map(|(_, option)| *option)
}

const PRIORITY: &str = "x-fal-queue-priority";
const HINT: &str = "x-fal-runner-hint";
const START_TIMEOUT: &str = "x-fal-request-timeout";

impl Options {
    /// Refuses what would have no effect: whoever sets it counts on it.
    pub(crate) fn suit(&self, ending: Ending) -> Result<(), Error> {
        let without_effect = match ending {
            Ending::Queue => self.for_streams(),
            Ending::Run => self.for_jobs().or_else(|| self.for_streams()),
            Ending::Stream => self.for_jobs().or_else(|| self.for_answers()),
        };
        match without_effect {
            Some((name, why)) => Err(Error::invalid(format!("`{name}` has no effect here: {why}"))),
            None => Ok(()),
        }
    }

    /// The first option that is set and needs a job, and why it does.
    fn for_jobs(&self) -> Option<Unsuited> {
        let cancels = self.cancel_on.is_some_and(|cancel_on| cancel_on != CancelOn::Never);
        first_set(&[
            (self.webhook.is_some(), ("webhook", "there is no job to tell the end of")),
            (self.max_queue_length.is_some(), ("max_queue_length", "there is no queue")),
            (self.headers.contains_key(PRIORITY), ("priority", "there is no queue")),
            (self.callback.is_some(), ("on_update", "there is no job that could be followed")),
            (cancels, ("cancel_on", "there is no job that could be cancelled; drop the call instead")),
        ])
    }

    /// The same for those that a stream cannot have.
    fn for_answers(&self) -> Option<Unsuited> {
        first_set(&[
            (self.headers.contains_key(HINT), ("hint", "fal takes none for streams")),
            (self.headers.contains_key(START_TIMEOUT), ("start_timeout", "fal takes none for streams")),
        ])
    }

    /// The same for those that only a stream can have.
    fn for_streams(&self) -> Option<Unsuited> {
        first_set(&[(self.idle_timeout.is_some(), ("idle_timeout", "it is for `stream` and `stream_bytes`"))])
    }

    /// Sets a header of ours.
    pub(crate) fn set(&mut self, name: &'static str, value: &str) -> Result<(), Error> {
        let value = header_value(name, value)?;
        self.headers.insert(HeaderName::from_static(name), value);
        Ok(())
    }

    /// Sets a header of the user's.
    pub(crate) fn set_custom(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let parsed = HeaderName::try_from(name)
            .map_err(|source| Error::invalid(format!("{name:?} cannot be a header's name")).because(source))?;
        if let Some((_, instead)) = RESERVED.iter().find(|(reserved, _)| *reserved == parsed.as_str()) {
            return Err(Error::invalid(format!("the header {parsed} is {instead}")));
        }
        let mut value = header_value(name, value)?;
        // It may be a token of the user's: no `Debug` shows it.
        value.set_sensitive(true);
        self.headers.insert(parsed, value);
        Ok(())
    }

    /// Sets the place in line.
    pub(crate) fn set_priority(&mut self, priority: Priority) -> Result<(), Error> {
        self.set(PRIORITY, &priority.to_string())
    }

    /// Sets the hint for a runner.
    pub(crate) fn set_hint(&mut self, hint: &str) -> Result<(), Error> {
        self.set(HINT, hint)
    }

    /// Sets the start timeout.
    pub(crate) fn set_start_timeout(&mut self, timeout: Duration) -> Result<(), Error> {
        if timeout <= Duration::from_secs(1) {
            return Err(Error::invalid(format!("the start timeout must be more than 1s, got {timeout:?}")));
        }
        self.set(START_TIMEOUT, &decimal(timeout))
    }

    /// Sets the address that fal posts the result to.
    pub(crate) fn set_webhook(&mut self, url: &str) -> Result<(), Error> {
        let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        if parsed.is_none() {
            return Err(Error::invalid("the webhook is not an absolute http or https URL"));
        }
        self.webhook = Some(Webhook(url.to_owned()));
        Ok(())
    }

    /// Sets the tags, checked here because fal's gateway drops odd ones without a word.
    pub(crate) fn set_tags(&mut self, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let size: usize = tags.iter().map(|(key, value)| key.len() + value.len()).sum();
        if tags.len() > 10 || size > 1024 {
            return Err(Error::invalid("there may be at most 10 tags of 1024 bytes together"));
        }
        if let Some((key, _)) = tags.iter().find(|(key, value)| !is_tag(key, value)) {
            return Err(Error::invalid(format!(
                "the tag {key:?} must have a key of 1 to 64 of a-z, 0-9, `.`, `_`, `-`, not beginning with `fal.`, \
                 and a value of at most 256 printable ASCII characters without a comma"
            )));
        }
        let pairs: Vec<String> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
        self.set("x-fal-tags", &pairs.join(","))
    }
}

fn is_tag(key: &str, value: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    let key_fits = (1..=64).contains(&key.len()) && key.chars().all(fits) && !key.starts_with("fal.");
    key_fits && value.len() <= 256 && value.chars().all(|c| matches!(c, ' '..='~') && c != ',')
}

/// Headers that a call may not set by hand, and who sets them.
const RESERVED: [(&str, &str); 26] = [
    ("accept", SET),
    // What the HTTP client cannot decode would be a ticket that nobody can read.
    ("accept-encoding", SET),
    ("authorization", "set from the client's credentials"),
    ("connection", SET),
    ("content-encoding", SET),
    ("content-length", SET),
    ("content-type", SET),
    ("expect", SET),
    ("host", SET),
    ("keep-alive", SET),
    ("proxy-authorization", "a matter of the HTTP client: `ClientBuilder::http_client`"),
    ("proxy-connection", SET),
    ("te", SET),
    ("trailer", SET),
    ("transfer-encoding", SET),
    ("upgrade", SET),
    ("user-agent", "set with `ClientBuilder::user_agent`"),
    ("x-app-fal-disable-fallback", "set with `no_fallback`"),
    ("x-fal-no-retry", "set with `no_retry`"),
    ("x-fal-object-lifecycle-preference", "set with `lifecycle`"),
    (PRIORITY, "set with `priority`"),
    (START_TIMEOUT, "set with `start_timeout`"),
    (HINT, "set with `hint`"),
    ("x-fal-store-io", "set with `store_io`"),
    ("x-fal-tags", "set with `tags`"),
    ("x-fal-target-url", SET),
];
const SET: &str = "set by the client itself";

fn header_value(name: &str, value: &str) -> Result<HeaderValue, Error> {
    let value = value.trim();
    if let Some(odd) = value.chars().find(|c| !matches!(c, ' '..='~' | '\t')) {
        return Err(Error::invalid(format!("the value of the header {name} has the character {odd:?}")));
    }
    HeaderValue::from_str(value).map_err(|source| Error::invalid(format!("the header {name}")).because(source))
}

/// Seconds as a plain decimal: `12.5`, `30`.
fn decimal(duration: Duration) -> String {
    let text = format!("{}.{:09}", duration.as_secs(), duration.subsec_nanos());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Normal => "normal",
            Self::Low => "low",
        })
    }
}
