//! Following a job to its end: asking for its status with growing pauses, then fetching the answer.
//!
//! Only the order of questions is here; the requests are in `queue`, the deadline around all of it in
//! `job`. A word that is not known means that the job goes on. A server without status routes (some
//! relays) is asked for the result instead.

use std::time::Duration;

use super::{
    client::Inner,
    clock::{self, Instant},
    error::{Error, Told},
    exchange::Reply,
    job_id::JobId,
    listener::Listener,
    queue,
    retry::{Nature, RetryPolicy},
    status::{Status, Update},
};

/// The pause after the first question, the factor by which pauses grow, in halves, and the longest.
/// Jobs come and go independently, so there is no jitter.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// How many times in a row the queue may contradict itself: answers without a status, or a result "in
/// progress" after "completed".
const CONTRADICTIONS: u32 = 5;

/// A job on its way, and what was seen of it. What was seen outlives a walk cut short by a deadline.
pub(crate) struct Walk<'a> {
    client: &'a Inner,
    job: &'a JobId,
    policy: &'a RetryPolicy,
    listener: Option<&'a Listener>,
    /// The last status.
    pub(crate) last: Option<Status>,
    /// When the job was over.
    pub(crate) over: Option<Instant>,
    /// The server has no status routes.
    without_status: bool,
    contradictions: u32,
}

/// An answer at the job's address, with any status, and whether it is what a failed job left.
pub(crate) struct End {
    pub(crate) reply: Reply,
    pub(crate) nature: Nature,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(
        client: &'a Inner,
        job: &'a JobId,
        policy: &'a RetryPolicy,
        listener: Option<&'a Listener>,
    ) -> Self {
        Self { client, job, policy, listener, last: None, over: None, without_status: false, contradictions: 0 }
    }

    /// Goes on until the job's answer is there.
    pub(crate) async fn finish(&mut self) -> Result<End, Error> {
        let mut pause = FIRST_PAUSE;
        loop {
            let end = if self.without_status { self.ask_result().await? } else { self.ask_status().await? };
            if let Some(end) = end {
                return Ok(end);
            }
            clock::sleep(pause).await;
            pause = LONGEST_PAUSE.min(pause * 3 / 2);
        }
    }

    async fn ask_status(&mut self) -> Result<Option<End>, Error> {
        let reply = queue::status(self.client, self.job, self.listener.is_some(), self.policy).await?;
        if self.last.is_none() && queue::lacks_route(self.job, &reply) {
            self.without_status = true;
            return self.ask_result().await;
        }
        match queue::read_status(self.job, &reply) {
            Ok(status) => self.seen(status).await,
            Err(error) if reply.status.is_success() => self.contradiction(error),
            Err(error) => Err(error),
        }
    }

    async fn seen(&mut self, status: Status) -> Result<Option<End>, Error> {
        if let Some(listener) = self.listener {
            listener.tell(Update { job: self.job.clone(), status: status.clone() });
        }
        let over = status.is_completed();
        let nature = if status.is_failed() { Nature::Final } else { Nature::Idempotent };
        self.last = Some(status);
        if over { self.fetch(nature).await } else { Ok(None) }
    }

    /// Fetches the answer of a job that the queue says is over.
    async fn fetch(&mut self, nature: Nature) -> Result<Option<End>, Error> {
        self.over.get_or_insert_with(Instant::now);
        let reply = queue::result(self.client, self.job, nature, self.policy).await?;
        if is_early(&reply) {
            return self.contradiction(Error::answered(&reply, nature).about(self.job));
        }
        Ok(Some(End { reply, nature }))
    }

    /// Asks for the result without knowing whether there is one.
    async fn ask_result(&mut self) -> Result<Option<End>, Error> {
        let begun = Instant::now();
        let reply = queue::result(self.client, self.job, Nature::Idempotent, self.policy).await?;
        if is_early(&reply) || (reply.status.is_success() && queue::is_ticket(self.job, &reply)) {
            return Ok(None);
        }
        self.over = Some(begun);
        Ok(Some(End { reply, nature: Nature::Idempotent }))
    }

    /// Bears with an answer that cannot be, a few times.
    fn contradiction(&mut self, error: Error) -> Result<Option<End>, Error> {
        self.contradictions += 1;
        if self.contradictions < CONTRADICTIONS { Ok(None) } else { Err(error) }
    }
}

/// Whether the answer is that the job still runs.
fn is_early(reply: &Reply) -> bool {
    reply.status == 400 && Told::by(&reply.body).is_in_progress()
}
