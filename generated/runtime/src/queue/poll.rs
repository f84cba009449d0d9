//! Following a job to its end: by its status stream, or by asking with growing pauses.
//!
//! A stream (`follow/feed`) tells the end of a job at once and costs one request, so it is opened first; nothing
//! depends on it. Where there is none, where it breaks, or where it kept something to itself, the job is asked for.
//! Only "completed" ends the wait; a word that is not known means that the job goes on. A server without
//! status routes (some relays) is asked for the result instead.
//!
//! Here is what both ways have in common; they are in `follow/listening` and `follow/questions`. The requests are in
//! `requests`; the deadline and the listener around the walk in `watch`.

use std::{mem, sync::Arc, time::Duration};

use crate::{
    client::{Client, Inner},
    error::{Error, Told},
    http::{
        retry::{Nature, RetryPolicy},
        send::Reply,
    },
    id::job_id::JobId,
    queue::{
        log_dedup::Log,
        requests::{self, Place},
        status::{LogLine, State, Status, Update},
        tracing_span,
    },
    rt::clock::Instant,
};
mod polling;
mod streaming;

pub(crate) use crate::queue::poll_interval::Pace;
use crate::queue::status_stream::Feed;

/// How many times in a row the queue may contradict itself: answers without a status, or a result "in
/// progress" after "completed".
const CONTRADICTIONS: u32 = 5;

/// How a job is followed.
#[derive(Clone, Debug)]
pub(crate) struct Manner {
    pub(crate) policy: RetryPolicy,
    pub(crate) pace: Pace,
    /// Whether a status stream may be opened.
    pub(crate) stream: bool,
    /// Whether log lines are wanted.
    pub(crate) logs: bool,
}

impl Manner {
    /// What the client is set to.
    pub(crate) fn of(client: &Inner) -> Self {
        Self { policy: client.retry.clone(), pace: Pace::default(), stream: !client.poll_only, logs: false }
    }
}

/// A job on its way, and what was seen of it. What was seen outlives a walk cut short by a deadline.
pub(crate) struct Walk {
    pub(crate) client: Client,
    pub(crate) at: Place,
    manner: Manner,
    way: Way,
    /// The last status.
    pub(crate) last: Option<Status>,
    /// When the job was over.
    pub(crate) over: Option<Instant>,
    log: Log,
    /// The pause before the next question, where one is due.
    pause: Option<Duration>,
    /// When the queue last answered as it should, and when that was handed on.
    contact: Instant,
    told: Instant,
    /// How many questions in a row were lost.
    lost: u32,
    contradictions: u32,
    breaks: u32,
    /// The stream that told the end.
    told_end: Option<Box<Feed>>,
    /// The result, where it came as the answer to a question.
    end: Option<Box<End>>,
}

/// Where the next news comes from.
enum Way {
    /// Not decided: a stream, if one can be opened.
    Open,
    Stream(Box<Feed>),
    Questions,
    /// The server has no status routes.
    Results,
}

/// What there is to tell beside [`Walk::last`]. Most calls have nobody who listens, so an [`Update`] is made of it only
/// where somebody does.
pub(crate) struct News {
    logs: Vec<LogLine>,
    trouble: Option<Arc<Error>>,
}

/// An answer at the job's address, with any status, and whether it is what a failed job left.
pub(crate) struct End {
    pub(crate) reply: Reply,
    pub(crate) nature: Nature,
}

impl Walk {
    pub(crate) fn new(client: &Client, job: &JobId, manner: Manner) -> Self {
        let now = Instant::now();
        Self {
            client: client.clone(),
            at: Place::of(client.inner(), job),
            manner,
            way: Way::Open,
            last: None,
            over: None,
            log: Log::default(),
            pause: None,
            contact: now,
            told: now,
            lost: 0,
            contradictions: 0,
            breaks: 0,
            told_end: None,
            end: None,
        }
    }

    /// The next thing to be told of the job. After the last, [`fetch`](Self::fetch) is next.
    pub(crate) async fn next(&mut self) -> Result<News, Error> {
        // The time that the caller took is no silence of the queue.
        self.contact = self.contact.checked_add(self.told.elapsed()).unwrap_or(self.contact);
        loop {
            let news = match self.way {
                Way::Open => self.open().await?,
                Way::Stream(_) => self.listen().await?,
                Way::Questions => self.ask().await?,
                Way::Results => self.ask_result().await?,
            };
            if let Some(news) = news {
                self.told = Instant::now();
                return Ok(news);
            }
        }
    }

    /// What there is to tell, for somebody who wants to hear it.
    pub(crate) fn update(&self, news: News) -> Update {
        let unknown = || Status::bare(State::Other("UNKNOWN".to_owned()));
        let status = self.last.clone().unwrap_or_else(unknown);
        Update { job: self.at.job.clone(), status: Status { logs: news.logs, ..status }, trouble: news.trouble }
    }

    /// Whether the job is over and nothing more is to be told of it.
    pub(crate) fn ends_with(&self, news: &News) -> bool {
        news.trouble.is_none() && self.last.as_ref().is_some_and(Status::is_completed)
    }

    /// Fetches the answer of a job that the queue says is over; `None` where it contradicts that.
    pub(crate) async fn fetch(&mut self) -> Result<Option<End>, Error> {
        self.over.get_or_insert_with(Instant::now);
        if let Some(end) = self.end.take() {
            return Ok(Some(*end));
        }
        let failed = self.last.as_ref().is_some_and(Status::is_failed);
        let nature = if failed { Nature::Final } else { Nature::Idempotent };
        let (client, policy) = (self.client.inner(), &self.manner.policy);
        let reply = match requests::result(client, &self.at, nature, policy).await {
            Ok(reply) if is_put_off(&reply, nature) => return self.miss(Error::answered(&reply, nature)),
            Ok(reply) => reply,
            Err(error) => return self.miss(error),
        };
        if is_early(&reply) || requests::is_ticket(&self.at.job, &reply) {
            // Should it be over after all, that is when the queue says so again.
            self.over = None;
            self.contradict(Error::early(&reply).about(&self.at.job))?;
            return Ok(None);
        }
        Ok(Some(End { reply, nature }))
    }

    /// The result is there and was not got: it is asked for again, with the status, while the policy bears it.
    fn miss(&mut self, error: Error) -> Result<Option<End>, Error> {
        self.lost = self.lost.saturating_add(1);
        let missed = self.over.map(|over| over.elapsed()).unwrap_or_default();
        if error.is_retryable() && self.manner.policy.bears(missed, self.lost) {
            tracing::warn!(kind = ?error.kind(), status = error.status(), "a question for the result was lost");
            Ok(None)
        } else {
            Err(error.about(&self.at.job))
        }
    }

    /// Nothing more is wanted from the stream: its place is for another job, and its connection too, where the stream
    /// is at its end by now.
    pub(crate) async fn part(&mut self) {
        if let Some(feed) = self.told_end.take() {
            feed.part().await;
        }
    }

    /// A status came.
    fn seen(&mut self, mut status: Status) -> News {
        self.contact = Instant::now();
        if !status.is_completed() {
            self.goes_on();
        }
        if self.last.as_ref().is_none_or(|last| !status.is_where(last)) {
            tracing_span::changed(&status);
        }
        let logs = self.log.news(mem::take(&mut status.logs));
        if status.is_completed() {
            // Should the queue contradict that, it is asked.
            let way = if self.end.is_some() { Way::Results } else { Way::Questions };
            if let Way::Stream(feed) = mem::replace(&mut self.way, way) {
                self.told_end = Some(feed);
            }
            self.manner.stream = false;
        }
        self.last = Some(status);
        News { logs, trouble: None }
    }

    /// The queue said that the job is not over: what it failed to say before is forgiven.
    fn goes_on(&mut self) {
        self.contact = Instant::now();
        self.lost = 0;
        self.contradictions = 0;
    }

    /// A question was lost. The job goes on, so the wait does, while the policy bears it.
    fn bear(&mut self, error: Error) -> Result<News, Error> {
        self.lost = self.lost.saturating_add(1);
        if error.is_retryable() && self.manner.policy.bears(self.contact.elapsed(), self.lost) {
            tracing::warn!(kind = ?error.kind(), status = error.status(), "a question for the status was lost");
            Ok(News::trouble(error))
        } else {
            Err(error)
        }
    }

    /// Bears with an answer that cannot be, a few times.
    fn contradict(&mut self, error: Error) -> Result<News, Error> {
        self.contradictions += 1;
        if self.contradictions < CONTRADICTIONS { Ok(News::trouble(error)) } else { Err(error) }
    }
}

impl News {
    fn trouble(error: Error) -> Self {
        Self { logs: Vec::new(), trouble: Some(Arc::new(error)) }
    }
}

/// Whether the answer is none, but that there are too many questions.
fn is_put_off(reply: &Reply, nature: Nature) -> bool {
    reply.status == 429 && nature.may_repeat(reply)
}

/// Whether the answer is that the job still runs.
fn is_early(reply: &Reply) -> bool {
    reply.status == 400 && Told::by(&reply.body).is_in_progress()
}
