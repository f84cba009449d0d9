//! Fault injection: makes a step of the protocol fail in a given way.

use std::{fmt, str::FromStr};

/// A fault to inject: a step of the protocol and what happens there.
///
/// It is written `step:kind`, or `step:kind*times` to limit how often it happens. `submit:503*2` makes the first two
/// submits fail with status 503; `execute:content_policy_violation` makes every job fail with that error.
///
/// | step | affects |
/// |---|---|
/// | `submit`, `status`, `stream`, `result`, `cancel` | requests to the queue; `stream` is the status stream |
/// | `run`, `events` | synchronous runs and the endpoint's event stream |
/// | `upload`, `download` | requests to the storage and downloads of files |
/// | `execute` | the outcome of a job, run or event stream, including the payload of its webhook |
/// | `webhook` | webhook deliveries |
/// | `any` | all of the above |
///
/// | kind | effect |
/// |---|---|
/// | `400` … `599` | an error response with that status, in fal's format |
/// | an error type of fal | that error, e.g. `content_policy_violation`, `request_timeout`, `client_cancelled` |
/// | `drop` | the connection is closed without a response |
/// | `cut` | the response is truncated; a file is truncated in the middle, so that the download can be resumed |
/// | `hang` | no response for one minute, then the connection is closed |
/// | `html` | a gateway's HTML page with status 502 |
/// | `empty`, `garbage` | status 200 with an empty body, or with a body that is not JSON |
///
/// At `execute`, every kind without a status is an internal server error.
///
/// At `webhook`, the server is the client, so a fault affects one attempt of a delivery:
///
/// | kind | effect |
/// |---|---|
/// | a status or an error type | the attempt arrives but counts as answered with that status, so it is retried |
/// | `drop` | the attempt is not sent |
/// | `hang` | the attempt is sent one minute late |
/// | `cut` | half of the signed body is sent |
/// | `empty` | the signature headers are missing |
/// | `garbage` | the signature is made with an unknown key |
/// | `html` | `payload` is `null` and `payload_error` is set, as for a result that is not JSON |
///
/// ```
/// use fal_mock::Fault;
///
/// let fault: Fault = "submit:503*2".parse()?;
/// assert_eq!(fault.to_string(), "submit:503*2");
/// assert!("submit:797".parse::<Fault>().is_err());
/// # Ok::<(), fal_mock::FaultError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub(crate) step: FaultStep,
    pub(crate) kind: FaultKind,
    /// How many times the fault happens; `None` is every time.
    pub(crate) times: Option<u32>,
}

/// A step of the protocol that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultStep {
    Submit,
    Status,
    Stream,
    Result,
    Cancel,
    Run,
    Events,
    Upload,
    Download,
    Execute,
    Webhook,
    Any,
}

const STEPS: &[(&str, FaultStep)] = &[
    ("submit", FaultStep::Submit),
    ("status", FaultStep::Status),
    ("stream", FaultStep::Stream),
    ("result", FaultStep::Result),
    ("cancel", FaultStep::Cancel),
    ("run", FaultStep::Run),
    ("events", FaultStep::Events),
    ("upload", FaultStep::Upload),
    ("download", FaultStep::Download),
    ("execute", FaultStep::Execute),
    ("work", FaultStep::Execute), // former name, still parsed
    ("webhook", FaultStep::Webhook),
    ("any", FaultStep::Any),
];

/// What happens instead of a regular response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    Status(u16),
    Drop,
    Cut,
    Hang,
    Html,
    Empty,
    Garbage,
    /// An error type of fal and its status.
    ErrorType(&'static str, u16),
}

const KINDS: &[(&str, FaultKind)] = &[
    ("drop", FaultKind::Drop),
    ("cut", FaultKind::Cut),
    ("hang", FaultKind::Hang),
    ("html", FaultKind::Html),
    ("empty", FaultKind::Empty),
    ("garbage", FaultKind::Garbage),
];

/// Error types that models report, and their statuses.
const MODEL_ERRORS: &[(&str, u16)] = &[
    ("internal_server_error", 500),
    ("generation_timeout", 504),
    ("downstream_service_error", 400),
    ("downstream_service_unavailable", 500),
    ("content_policy_violation", 422),
    ("no_media_generated", 422),
    ("image_too_small", 422),
    ("image_too_large", 422),
    ("image_load_error", 422),
    ("file_download_error", 422),
    ("face_detection_error", 422),
    ("file_too_large", 422),
    ("feature_not_supported", 422),
    ("invalid_archive", 422),
    ("unsupported_audio_format", 422),
    ("unsupported_image_format", 422),
    ("unsupported_video_format", 422),
    ("concurrent_requests_limit", 429),
];

/// Error types that fal's infrastructure reports, and their statuses.
pub(crate) const INFRASTRUCTURE_ERRORS: &[(&str, u16)] = &[
    ("request_timeout", 504),
    ("startup_timeout", 504),
    ("runner_scheduling_failure", 503),
    ("runner_connection_timeout", 503),
    ("runner_disconnected", 503),
    ("runner_connection_refused", 503),
    ("runner_connection_error", 503),
    ("runner_incomplete_response", 502),
    ("runner_server_error", 500),
    ("client_disconnected", 499),
    ("client_cancelled", 499),
    ("bad_request", 400),
    ("internal_error", 500),
];

/// Error of parsing a [`Fault`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultError {
    text: String,
    reason: &'static str,
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, reason } = self;
        write!(
            f,
            "`{text}` is not a fault: {reason}; write it like submit:503, result:drop*2 or execute:content_policy_violation"
        )
    }
}

impl std::error::Error for FaultError {}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let error = |reason| FaultError { text: text.to_owned(), reason };
        let (step, rest) = text.trim().split_once(':').ok_or_else(|| error("the step is missing"))?;
        let (kind, times) = match rest.split_once('*') {
            Some((kind, times)) => (kind, Some(times.parse().map_err(|_| error("`*` is not followed by an integer"))?)),
            None => (rest, None),
        };
        let (_, step) = STEPS.iter().find(|(name, _)| *name == step).ok_or_else(|| error("unknown step"))?;
        let kind = FaultKind::parse(kind).ok_or_else(|| error("unknown kind of fault"))?;
        Ok(Self { step: *step, kind, times })
    }
}

impl FaultKind {
    fn parse(text: &str) -> Option<Self> {
        let status = text.parse().ok().filter(|status| (400..=599).contains(status)).map(Self::Status);
        let plain = || KINDS.iter().find(|(known, _)| *known == text).map(|(_, kind)| kind.clone());
        let error_type = || {
            let mut known = MODEL_ERRORS.iter().chain(INFRASTRUCTURE_ERRORS);
            known.find(|(known, _)| *known == text).map(|(known, status)| Self::ErrorType(known, *status))
        };
        status.or_else(plain).or_else(error_type)
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{status}"),
            Self::ErrorType(error_type, _) => f.write_str(error_type),
            other => f.write_str(KINDS.iter().find(|(_, kind)| kind == other).map_or("", |(name, _)| name)),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = STEPS.iter().find(|(_, step)| *step == self.step).map_or("", |(name, _)| name);
        write!(f, "{step}:{}", self.kind)?;
        self.times.map_or(Ok(()), |times| write!(f, "*{times}"))
    }
}
