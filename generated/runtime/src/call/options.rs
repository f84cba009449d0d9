//! Options of a call, mostly headers, validated when they are set. The public setters are in `setters`.

use std::{collections::BTreeMap, fmt, time::Duration};

use reqwest::{
    Url,
    header::{HeaderMap, HeaderName, HeaderValue},
};

use crate::{
    error::Error,
    http::retry::RetryPolicy,
    queue::{cancel::CancelOn, poll_interval::PollInterval, update_callback::UpdateCallback},
};

/// Queue priority of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Priority {
    /// Default priority.
    Normal,
    /// After all other requests that wait for the same endpoint.
    Low,
}

/// Options of a call.
#[derive(Debug, Default)]
pub(crate) struct CallOptions {
    /// Headers of the submit request.
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

/// URL that fal posts the result to. It may contain a token, so `Debug` does not show it.
#[derive(Clone)]
pub(crate) struct Webhook(pub(crate) String);

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// How a call is executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Execution {
    /// Through the queue.
    Queue,
    /// With one request to the synchronous host.
    Run,
    /// As a stream from the synchronous host.
    Stream,
}

/// Name of an option that has no effect, and the reason.
type Ineffective = (&'static str, &'static str);

fn first_set(options: &[(bool, Ineffective)]) -> Option<Ineffective> {
    options.iter().find(|(is_set, _)| *is_set).map(|(_, option)| *option)
}

const PRIORITY: &str = "x-fal-queue-priority";
const HINT: &str = "x-fal-runner-hint";
const START_TIMEOUT: &str = "x-fal-request-timeout";

impl CallOptions {
    /// Rejects options without effect, since callers rely on what they set.
    pub(crate) fn validate_for(&self, execution: Execution) -> Result<(), Error> {
        let ineffective = match execution {
            Execution::Queue => self.stream_option(),
            Execution::Run => self.queue_option().or_else(|| self.stream_option()),
            Execution::Stream => self.queue_option().or_else(|| self.non_stream_option()),
        };
        match ineffective {
            Some((name, reason)) => Err(Error::invalid(format!("`{name}` has no effect on this call: {reason}"))),
            None => Ok(()),
        }
    }

    /// Returns the first set option that requires a queued job.
    fn queue_option(&self) -> Option<Ineffective> {
        let cancels = self.cancel_on.is_some_and(|cancel_on| cancel_on != CancelOn::Never);
        first_set(&[
            (self.webhook.is_some(), ("webhook", "it has no job")),
            (self.max_queue_length.is_some(), ("max_queue_length", "it does not use the queue")),
            (self.headers.contains_key(PRIORITY), ("priority", "it does not use the queue")),
            (self.callback.is_some(), ("on_update", "it has no job")),
            (cancels, ("cancel_on", "it has no job to cancel; drop the call instead")),
        ])
    }

    /// Returns the first set option that streams do not support.
    fn non_stream_option(&self) -> Option<Ineffective> {
        first_set(&[
            (self.headers.contains_key(HINT), ("hint", "fal does not support it for streams")),
            (self.headers.contains_key(START_TIMEOUT), ("start_timeout", "fal does not support it for streams")),
        ])
    }

    /// Returns the first set option that only streams support.
    fn stream_option(&self) -> Option<Ineffective> {
        first_set(&[(self.idle_timeout.is_some(), ("idle_timeout", "it applies to `stream` and `stream_bytes` only"))])
    }

    /// Sets a header that callers cannot set themselves.
    pub(crate) fn set(&mut self, name: &'static str, value: &str) -> Result<(), Error> {
        let value = header_value(name, value)?;
        self.headers.insert(HeaderName::from_static(name), value);
        Ok(())
    }

    /// Sets a custom header.
    pub(crate) fn set_header(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let parsed = HeaderName::try_from(name)
            .map_err(|source| Error::invalid(format!("{name:?} is not a valid header name")).with_source(source))?;
        if let Some((_, instead)) = RESERVED.iter().find(|(reserved, _)| *reserved == parsed.as_str()) {
            return Err(Error::invalid(format!("the header `{parsed}` cannot be set: it is {instead}")));
        }
        let mut value = header_value(name, value)?;
        // The value may be a secret; sensitive values are hidden in `Debug`.
        value.set_sensitive(true);
        self.headers.insert(parsed, value);
        Ok(())
    }

    pub(crate) fn set_priority(&mut self, priority: Priority) -> Result<(), Error> {
        self.set(PRIORITY, &priority.to_string())
    }

    pub(crate) fn set_hint(&mut self, hint: &str) -> Result<(), Error> {
        self.set(HINT, hint)
    }

    pub(crate) fn set_start_timeout(&mut self, timeout: Duration) -> Result<(), Error> {
        if timeout <= Duration::from_secs(1) {
            return Err(Error::invalid(format!("the start timeout must be more than 1s, got {timeout:?}")));
        }
        self.set(START_TIMEOUT, &decimal(timeout))
    }

    pub(crate) fn set_webhook(&mut self, url: &str) -> Result<(), Error> {
        let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        if parsed.is_none() {
            return Err(Error::invalid("the webhook must be an absolute http or https URL"));
        }
        self.webhook = Some(Webhook(url.to_owned()));
        Ok(())
    }

    /// Sets the tags. They are validated, because fal's gateway drops invalid ones silently.
    pub(crate) fn set_tags(&mut self, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        let size: usize = tags.iter().map(|(key, value)| key.len() + value.len()).sum();
        if tags.len() > 10 || size > 1024 {
            return Err(Error::invalid("at most 10 tags with a total of 1024 bytes are allowed"));
        }
        if let Some((key, _)) = tags.iter().find(|(key, value)| !is_tag(key, value)) {
            return Err(Error::invalid(format!(
                "the tag {key:?} must have a key of 1 to 64 of a-z, 0-9, `.`, `_`, `-`, not starting with `fal.`, \
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

/// Headers that cannot be set on a call, and what sets them.
const RESERVED: [(&str, &str); 26] = [
    ("accept", SET),
    // A submit response in an encoding that the HTTP client cannot decode would be lost.
    ("accept-encoding", SET),
    ("authorization", "set from the client's credentials"),
    ("connection", SET),
    ("content-encoding", SET),
    ("content-length", SET),
    ("content-type", SET),
    ("expect", SET),
    ("host", SET),
    ("keep-alive", SET),
    ("proxy-authorization", "set with `ClientBuilder::http_client`"),
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
const SET: &str = "set by the client";

fn header_value(name: &str, value: &str) -> Result<HeaderValue, Error> {
    let value = value.trim();
    if let Some(invalid) = value.chars().find(|c| !matches!(c, ' '..='~' | '\t')) {
        return Err(Error::invalid(format!(
            "the value of the header `{name}` contains the invalid character {invalid:?}"
        )));
    }
    HeaderValue::from_str(value)
        .map_err(|source| Error::invalid(format!("invalid value of the header `{name}`")).with_source(source))
}

/// Formats seconds as a plain decimal: `12.5`, `30`.
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
