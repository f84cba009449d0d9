//! Following a job by its status stream, and what is made of a stream that is silent or breaks.

use std::time::Duration;

use super::{News, Walk, Way};
use crate::queue::status_stream::{Feed, Told};
use crate::{
    error::Error,
    queue::requests,
    rt::{
        clock,
        select::{First, first},
    },
};

/// How many streams may break soon after they were opened before no more are.
const BREAKS: u32 = 3;

/// How long a stream may tell nothing before the job is asked for beside it. A job in a model's hands has
/// nothing to tell for minutes, so silence is no fault; but a connection can be dead without a sign, and then the end
/// comes late by this much. A question that often costs a fifth of polling.
const SILENCE: Duration = Duration::from_secs(15);

impl Walk {
    /// What the stream tells next.
    pub(super) async fn listen(&mut self) -> Result<Option<News>, Error> {
        let Way::Stream(feed) = &mut self.way else { return Ok(None) };
        match clock::timeout(SILENCE, feed.next()).await {
            Ok(told) => Ok(self.hear(told)),
            Err(_) => self.doubt().await,
        }
    }

    /// Opens a stream, if one is wanted and the client has a place for it.
    pub(super) async fn open(&mut self) -> Result<Option<News>, Error> {
        self.way = Way::Questions;
        let place = if self.manner.stream { self.client.inner().gate.stream() } else { None };
        let Some(place) = place else {
            self.manner.stream = false;
            return Ok(None);
        };
        let feed = Feed::open(&self.client, (&self.at, self.manner.logs), place);
        match clock::timeout(SILENCE, feed).await {
            Ok(Ok(feed)) => {
                self.log.begin();
                self.way = Way::Stream(Box::new(feed));
            }
            Ok(Err(reason)) => self.broken(&reason),
            Err(_) => self.broken("no answer"),
        }
        Ok(None)
    }

    /// What the stream told.
    fn hear(&mut self, told: Told) -> Option<News> {
        match told {
            Told::Status(status) => Some(self.seen(status)),
            Told::Broken(reason) => {
                self.broken(&reason);
                None
            }
        }
    }

    /// There is no stream any more: a question comes first, and another stream after a pause.
    fn broken(&mut self, reason: &str) {
        // One that held for a while did its work.
        let soon = !matches!(&self.way, Way::Stream(feed) if feed.opened.elapsed() >= SILENCE);
        self.breaks = if soon { self.breaks + 1 } else { 1 };
        self.manner.stream = self.breaks < BREAKS;
        self.way = Way::Questions;
        self.pause = None;
        tracing::warn!(reason, "no status stream; asking for the status instead");
    }

    /// Asks beside a stream that is silent, and goes on listening: an answer may take longer than the job. If the
    /// stream kept something to itself, it is given up for good.
    async fn doubt(&mut self) -> Result<Option<News>, Error> {
        let Way::Stream(feed) = &mut self.way else { return Ok(None) };
        let (client, policy) = (self.client.inner(), &self.manner.policy);
        let question = Box::pin(requests::status(client, &self.at, self.manner.logs, policy));
        let answer = match first(question, feed.next()).await {
            First::Left(answer) => answer,
            First::Right(told) => return Ok(self.hear(told)),
        };
        let Some(news) = self.replied(answer)? else { return Ok(None) };
        if news.trouble.is_none() && matches!(self.way, Way::Stream(_)) {
            self.broken("it was silent about a change");
            self.manner.stream = false;
        }
        Ok(Some(news))
    }
}
