//! `Display` of errors: the endpoint, the failure, the reason, and in brackets the status and the request id.

use std::{error::Error as StdError, fmt};

use super::{Error, ErrorData, ErrorKind, Flag, WorkState};
use crate::{id::endpoint_id::EndpointId, json::violation::Violation};

/// Maximum number of violations in the message.
const MAX_VIOLATIONS: usize = 3;
/// Maximum length of the reason, in characters.
const MAX_REASON: usize = 300;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = &*self.0;
        let reason = reason(data);
        match (&data.endpoint, data.kind) {
            (None, ErrorKind::Config | ErrorKind::Invalid) => f.write_str(&reason)?,
            (None, _) if data.flag == Some(Flag::LocalFile) => f.write_str(&reason)?,
            (endpoint, kind) => {
                let subject = endpoint.as_ref().map(EndpointId::name).or(data.service).unwrap_or("fal");
                write!(f, "{subject} {}", failure(kind, data.flag))?;
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
        let request = self.request_id().map(|id| format!("request {}", one_line(id, MAX_REASON)));
        let warning = if self.0.work == WorkState::Direct { "it may have run" } else { "a job may exist" };
        let unknown = self.is_outcome_unknown().then(|| warning.to_owned());
        let parts: Vec<String> = [status, request, unknown].into_iter().flatten().collect();
        if parts.is_empty() { Ok(()) } else { write!(f, " [{}]", parts.join(", ")) }
    }
}

/// Returns the failure as a predicate of the endpoint.
fn failure(kind: ErrorKind, flag: Option<Flag>) -> &'static str {
    match kind {
        ErrorKind::Config => "cannot be called",
        ErrorKind::Invalid => "was not called",
        ErrorKind::Auth => "rejected the credentials",
        ErrorKind::Billing => "is not available to this account",
        ErrorKind::NotFound => "was not found",
        ErrorKind::Rejected => "refused the request",
        ErrorKind::RateLimited => "is limiting the request rate",
        ErrorKind::Timeout => "timed out",
        ErrorKind::Cancelled => "was cancelled",
        ErrorKind::Unavailable => "failed",
        ErrorKind::Decode => "returned a result that cannot be decoded",
        ErrorKind::Io if flag == Some(Flag::LocalFile) => "was not called",
        ErrorKind::Io if flag == Some(Flag::ConnectFailed) => "could not be reached",
        ErrorKind::Io => "lost the connection",
        ErrorKind::Protocol => "returned an unexpected response",
    }
}

/// Returns the message, the violations and the innermost cause, without repetition.
fn reason(data: &ErrorData) -> String {
    let mut parts = Vec::new();
    parts.extend((!data.message.is_empty()).then(|| data.message.clone()));
    parts.extend((!data.details.is_empty()).then(|| violations(&data.details)));
    parts.extend(data.source.as_deref().map(|source| innermost(source)).filter(|cause| !parts.contains(cause)));
    one_line(&parts.join(": "), MAX_REASON)
}

fn violations(details: &[Violation]) -> String {
    let list: Vec<String> = details.iter().take(MAX_VIOLATIONS).map(ToString::to_string).collect();
    match details.len().saturating_sub(MAX_VIOLATIONS) {
        0 => list.join("; "),
        more => format!("{}; and {more} more", list.join("; ")),
    }
}

fn innermost(source: &(dyn StdError + 'static)) -> String {
    let mut cause = source;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// Replaces whitespace and control characters by single spaces and limits the length, for text from a server.
fn one_line(text: &str, limit: usize) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let line = words.join(" ");
    match line.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
