//! Following a job by questions: for its status, or for its result where the server knows nothing else.

use super::{End, News, Walk, Way, is_early, is_put_off};
use crate::{
    error::Error,
    http::{retry::Nature, send::Reply},
    queue::{
        requests,
        status::{State, Status},
    },
    rt::clock::{self, Instant},
};

impl Walk {
    /// Asks after the pause that is due; after a pause, a stream may be tried again.
    pub(super) async fn ask(&mut self) -> Result<Option<News>, Error> {
        if let Some(pause) = self.pause.take() {
            clock::sleep(pause).await;
            if self.manner.stream {
                self.way = Way::Open;
                return Ok(None);
            }
        }
        self.pause = Some(self.manner.pace.next());
        self.question().await
    }

    /// One question for the status.
    async fn question(&mut self) -> Result<Option<News>, Error> {
        let (client, policy) = (self.client.inner(), &self.manner.policy);
        let answer = requests::status(client, &self.at, self.manner.logs, policy).await;
        self.replied(answer)
    }

    /// What came of a question for the status. While a stream is open, an answer without news is none.
    pub(super) fn replied(&mut self, answer: Result<Reply, Error>) -> Result<Option<News>, Error> {
        let reply = match answer {
            Ok(reply) => reply,
            Err(error) => return self.bear(error).map(Some),
        };
        if self.last.is_none() && requests::lacks_route(&self.at.job, &reply) {
            tracing::warn!("no status route; asking for the result instead");
            self.way = Way::Results;
            self.pause = None;
            return Ok(None);
        }
        match requests::read_status(&self.at.job, &reply) {
            Ok(status) => Ok(self.answered(status)),
            Err(error) if reply.status.is_success() => self.contradict(error).map(Some),
            Err(error) => self.bear(error).map(Some),
        }
    }

    /// A question was answered.
    fn answered(&mut self, status: Status) -> Option<News> {
        self.log.begin();
        let changed = self.last.as_ref().is_none_or(|last| !status.is_where(last));
        let listening = matches!(self.way, Way::Stream(_));
        let news = self.seen(status);
        (changed || !listening || !news.logs.is_empty()).then_some(news)
    }

    /// Asks for the result without knowing whether there is one.
    pub(super) async fn ask_result(&mut self) -> Result<Option<News>, Error> {
        if let Some(pause) = self.pause.replace(self.manner.pace.next()) {
            clock::sleep(pause).await;
        }
        let begun = Instant::now();
        let (nature, policy) = (Nature::Idempotent, &self.manner.policy);
        let reply = match requests::result(self.client.inner(), &self.at, nature, policy).await {
            Ok(reply) => reply,
            Err(error) => return self.bear(error).map(Some),
        };
        if is_put_off(&reply, nature) {
            return self.bear(Error::answered(&reply, nature).about(&self.at.job)).map(Some);
        }
        if is_early(&reply) || requests::is_ticket(&self.at.job, &reply) {
            self.goes_on();
            return Ok(requests::json(&reply).and_then(Status::read).map(|status| self.seen(status)));
        }
        if !reply.status.is_success() {
            return Err(Error::answered(&reply, nature).about(&self.at.job));
        }
        self.over = Some(begun);
        self.end = Some(Box::new(End { reply, nature }));
        Ok(Some(self.seen(Status::bare(State::Completed))))
    }
}
