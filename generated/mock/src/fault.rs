//! What goes wrong: a step of the protocol, and what happens there in place of the answer.
//!
//! A fault is written `step:what`, or `step:what*times` where it happens only so many times and then no more:
//!
//! | step | is |
//! |---|---|
//! | `submit`, `status`, `stream`, `result`, `cancel` | the queue's requests; `stream` is the stream of the status |
//! | `run`, `events` | the synchronous host, and the endpoint's own stream there |
//! | `upload`, `download` | the requests of the storage, and fetching a file |
//! | `work` | what the endpoint does: the outcome of a job, a run or a stream, and what its webhook is told |
//! | `webhook` | a delivery |
//! | `any` | every request, the work and every delivery |
//!
//! | what | happens |
//! |---|---|
//! | `400` … `599` | an answer of that status, in the shape that fal gives it |
//! | `drop` | the connection is closed without an answer |
//! | `cut` | the answer breaks off in the middle |
//! | `hang` | there is no answer until the client goes away, or a minute has passed |
//! | `html` | a gateway's page in place of an answer, with status 502 |
//! | `empty`, `garbage` | a good status with no body, or with one that is not JSON |
//! | the word of an error of fal | that error: `content_policy_violation`, `request_timeout`, `client_cancelled` … |
//!
//! `submit:503*2` answers the first two submits with 503, `work:content_policy_violation` lets every
//! job end with that error. At `work`, a fault that is no status and no error of fal's is an internal error. A file
//! that is `cut` ends in its own middle, so that a download can be taken up again.
//!
//! A delivery is a request of the server's own, so things are the other way round at `webhook`:
//!
//! | what | happens to one attempt of a delivery |
//! |---|---|
//! | a status, or an error of fal | it arrives, and counts as answered with that status: so it comes again |
//! | `drop` | it is lost on its way |
//! | `hang` | it comes a minute late |
//! | `cut` | half of what was signed arrives |
//! | `empty` | it comes without the headers of the signature |
//! | `garbage` | it is signed with another key |
//! | `html` | the payload is `null` and there is a `payload_error`, as where a result is no JSON |

use std::{fmt, str::FromStr};

/// What goes wrong, and where. The module's documentation has the words.
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
    pub(crate) step: Step,
    pub(crate) kind: Kind,
    /// How many times it happens; always where nothing is said.
    pub(crate) times: Option<u32>,
}

/// A step of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
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

const STEPS: &[(&str, Step)] = &[
    ("submit", Step::Submit),
    ("status", Step::Status),
    ("stream", Step::Stream),
    ("result", Step::Result),
    ("cancel", Step::Cancel),
    ("run", Step::Run),
    ("events", Step::Events),
    ("upload", Step::Upload),
    ("download", Step::Download),
    ("work", Step::Execute),
    ("webhook", Step::Webhook),
    ("any", Step::Any),
];

/// What happens in place of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Status(u16),
    Drop,
    Cut,
    Hang,
    Html,
    Empty,
    Garbage,
    /// An error of fal by its word, and its status.
    ErrorType(&'static str, u16),
}

const KINDS: &[(&str, Kind)] = &[
    ("drop", Kind::Drop),
    ("cut", Kind::Cut),
    ("hang", Kind::Hang),
    ("html", Kind::Html),
    ("empty", Kind::Empty),
    ("garbage", Kind::Garbage),
];

/// The errors of fal that have a word, and their statuses: first those of models, then those of its infrastructure.
pub(crate) const ERROR_TYPES: &[(&str, u16)] = &[
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

/// A fault that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FaultError {
    text: String,
    wrong: &'static str,
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, wrong } = self;
        write!(
            f,
            "`{text}` is no fault: {wrong}; write it like submit:503, result:drop*2 or work:content_policy_violation"
        )
    }
}

impl std::error::Error for FaultError {}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let wrong = |wrong| FaultError { text: text.to_owned(), wrong };
        let (step, rest) = text.trim().split_once(':').ok_or_else(|| wrong("it has no step"))?;
        let (kind, times) = match rest.split_once('*') {
            Some((kind, times)) => (kind, Some(times.parse().map_err(|_| wrong("behind `*` stands no number"))?)),
            None => (rest, None),
        };
        let (_, step) = STEPS.iter().find(|(word, _)| *word == step).ok_or_else(|| wrong("nobody knows its step"))?;
        let kind = Kind::of(kind).ok_or_else(|| wrong("nobody knows what should happen"))?;
        Ok(Self { step: *step, kind, times })
    }
}

impl Kind {
    fn of(word: &str) -> Option<Self> {
        let status = word.parse().ok().filter(|status| (400..=599).contains(status)).map(Self::Status);
        let plain = || KINDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| kind.clone());
        let told = || {
            ERROR_TYPES.iter().find(|(known, _)| *known == word).map(|(known, status)| Self::ErrorType(known, *status))
        };
        status.or_else(plain).or_else(told)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{status}"),
            Self::ErrorType(word, _) => f.write_str(word),
            other => f.write_str(KINDS.iter().find(|(_, kind)| kind == other).map_or("", |(word, _)| word)),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = STEPS.iter().find(|(_, step)| *step == self.step).map_or("", |(word, _)| word);
        write!(f, "{step}:{}", self.kind)?;
        self.times.map_or(Ok(()), |times| write!(f, "*{times}"))
    }
}
