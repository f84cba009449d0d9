//! The one line that an error is shown as: who, what, why, and in brackets how to find it again.

use std::{error::Error as StdError, fmt};

use super::{Error, ErrorKind, Inner, Special, Work};
use crate::{id::endpoint_id::EndpointId, json::violation::Violation};

/// How many faults of a payload the line tells.
const FAULTS: usize = 3;
/// How many characters of a reason the line tells.
const REASON: usize = 300;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let reason = reason(inner);
        match (&inner.endpoint, inner.kind) {
            (None, ErrorKind::Config | ErrorKind::Invalid) => f.write_str(&reason)?,
            (None, _) if inner.special == Some(Special::Local) => f.write_str(&reason)?,
            (endpoint, kind) => {
                let who = endpoint.as_ref().map_or("fal", EndpointId::name);
                write!(f, "{who} {}", what(kind, inner.special))?;
                if !reason.is_empty() {
                    write!(f, ": {reason}")?;
                }
            }
        }
        self.brackets(f)
    }
}

impl Error {
    fn brackets(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status().map(|status| status.to_string());
        let request = self.request_id().map(|id| format!("request {}", one_line(id, REASON)));
        let doubt = if self.0.work == Work::Direct { "it may have run" } else { "a job may exist" };
        let unknown = self.is_outcome_unknown().then(|| doubt.to_owned());
        let parts: Vec<String> = [status, request, unknown].into_iter().flatten().collect();
        if parts.is_empty() { Ok(()) } else { write!(f, " [{}]", parts.join(", ")) }
    }
}

/// What the endpoint did.
fn what(kind: ErrorKind, special: Option<Special>) -> &'static str {
    match kind {
        ErrorKind::Config => "cannot be called",
        ErrorKind::Invalid => "was not called",
        ErrorKind::Auth => "refused the credentials",
        ErrorKind::Billing => "is closed to this account",
        ErrorKind::NotFound => "was not found",
        ErrorKind::Rejected => "refused the request",
        ErrorKind::RateLimited => "has too many requests",
        ErrorKind::Timeout => "ran out of time",
        ErrorKind::Cancelled => "was cancelled",
        ErrorKind::Unavailable => "failed",
        ErrorKind::Decode => "gave a result that cannot be decoded",
        ErrorKind::Io if special == Some(Special::Local) => "was not called",
        ErrorKind::Io if special == Some(Special::NoConnection) => "could not be reached",
        ErrorKind::Io => "broke off",
        ErrorKind::Protocol => "answered unexpectedly",
    }
}

/// The faults, else the message, and the innermost cause where it says something new.
fn reason(inner: &Inner) -> String {
    let mut parts = Vec::new();
    parts.extend((!inner.message.is_empty()).then(|| inner.message.clone()));
    parts.extend((!inner.details.is_empty()).then(|| faults(&inner.details)));
    parts.extend(inner.source.as_deref().map(|source| innermost(source)).filter(|cause| !parts.contains(cause)));
    one_line(&parts.join(": "), REASON)
}

fn faults(details: &[Violation]) -> String {
    let told: Vec<String> = details.iter().take(FAULTS).map(ToString::to_string).collect();
    match details.len().saturating_sub(FAULTS) {
        0 => told.join("; "),
        more => format!("{}; and {more} more", told.join("; ")),
    }
}

fn innermost(source: &(dyn StdError + 'static)) -> String {
    let mut cause = source;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// Text of a server on one line: no line breaks, no control characters, bounded.
fn one_line(text: &str, limit: usize) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
