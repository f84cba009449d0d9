//! Lists that come in pages, each with the cursor of the next.

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use reqwest::Method;
use serde_json::value::RawValue;

use super::{Members, model::Model, read, take};
use crate::{
    client::Client,
    error::Error,
    http::{
        retry::{RetryClass, send_idempotent_ok},
        send::{BodyMode, HttpRequest},
        url_encode,
    },
    rt::unfold::{Unfold, unfold},
};

/// How many endpoints may be asked for at once.
pub(super) const GROUP: usize = 50;

/// A list, as far as it was not read yet.
pub(super) struct Listing {
    client: Client,
    path: &'static str,
    /// Which member of an answer is the list.
    member: &'static str,
    parameters: Vec<(&'static str, String)>,
    /// The endpoints that are still to be asked for, in groups.
    groups: VecDeque<Vec<String>>,
    cursor: Option<String>,
    /// How many pages in a row had nothing in them.
    empty: u32,
}

/// How many that may be: a list that goes on and on without an item has no end.
const MOST_EMPTY: u32 = 10;

/// A page as it came.
struct RawPage {
    items: Vec<Box<RawValue>>,
    next: Option<String>,
}

impl Listing {
    pub(super) fn new(
        client: &Client,
        path: &'static str,
        member: &'static str,
        mut parameters: Vec<(&'static str, String)>,
        endpoints: &[String],
    ) -> Self {
        let mut groups: VecDeque<_> = endpoints.chunks(GROUP).map(<[String]>::to_vec).collect();
        if groups.is_empty() {
            groups.push_back(Vec::new());
        }
        let cursor = parameters.iter().position(|(name, _)| *name == "cursor").map(|at| parameters.remove(at).1);
        Self { client: client.clone(), path, member, parameters, groups, cursor, empty: 0 }
    }

    /// The items of the next page, or `None` behind the last. After an error there are no more.
    pub(super) async fn next_page(&mut self) -> Result<Option<Vec<Box<RawValue>>>, Error> {
        let Some(group) = self.groups.pop_front() else { return Ok(None) };
        let page = self.fetch(&group).await?;
        // A cursor that comes again would make a list without end.
        self.cursor = page.next.filter(|next| Some(next) != self.cursor.as_ref());
        if self.cursor.is_some() {
            self.groups.push_front(group);
        }
        Ok(Some(page.items))
    }

    /// One page and no more.
    pub(super) async fn page(mut self) -> Result<Page, Error> {
        let group = self.groups.pop_front().unwrap_or_default();
        let page = self.fetch(&group).await?;
        Ok(Page { models: models(&page.items).collect(), next_cursor: page.next })
    }

    async fn fetch(&mut self, group: &[String]) -> Result<RawPage, Error> {
        let url = self.client.inner().base_urls.api.join(&format!("{}{}", self.path, self.query(group)));
        let ask = HttpRequest::new(Method::GET, url).body_mode(BodyMode::Large);
        let reply = send_idempotent_ok(self.client.inner(), &ask).await?;
        let mut members: Members = read(&reply)?;
        let Some(items): Option<Vec<Box<RawValue>>> = take(&mut members, self.member) else {
            let none = format!("the answer has no list of {}", self.member);
            return Err(Error::unexpected(&reply, RetryClass::Always, &none));
        };
        let more = take(&mut members, "has_more") != Some(false);
        let next = take(&mut members, "next_cursor").filter(|cursor: &String| more && !cursor.is_empty());
        self.empty = if items.is_empty() { self.empty + 1 } else { 0 };
        if self.empty > MOST_EMPTY && next.is_some() {
            return Err(Error::unexpected(&reply, RetryClass::Always, "one empty page came after the other"));
        }
        Ok(RawPage { items, next })
    }

    fn query(&self, group: &[String]) -> String {
        let own = self.parameters.iter().map(|(name, value)| (*name, value));
        let endpoints = group.iter().map(|id| ("endpoint_id", id));
        let cursor = self.cursor.iter().map(|cursor| ("cursor", cursor));
        let pairs =
            own.chain(endpoints).chain(cursor).map(|(name, value)| format!("{name}={}", url_encode::encode(value)));
        let query = pairs.collect::<Vec<_>>().join("&");
        if query.is_empty() { query } else { format!("?{query}") }
    }
}

/// The models among the items: what has no id is none.
fn models(items: &[Box<RawValue>]) -> impl Iterator<Item = Model> {
    items.iter().filter_map(|item| Model::read(item))
}

/// A page of models.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// The models.
    pub models: Vec<Model>,
    /// Where the next page begins; `None` behind the last.
    pub next_cursor: Option<String>,
}

/// Models one by one: a [`Stream`] that asks for a page when it is needed. An error ends it.
#[must_use = "a stream does nothing until it is read"]
pub struct Models(Unfold<Reading, Result<Model, Error>>);

/// A list that is being read.
struct Reading {
    listing: Listing,
    /// Models that came and were not handed out.
    ready: VecDeque<Model>,
}

impl Models {
    pub(super) fn of(listing: Listing) -> Self {
        Self(unfold(Reading { listing, ready: VecDeque::new() }, |reading| Box::pin(reading.step())))
    }

    /// The next model, or `None` behind the last.
    pub async fn next(&mut self) -> Option<Result<Model, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Reading {
    async fn step(mut self) -> Option<(Result<Model, Error>, Self)> {
        loop {
            if let Some(model) = self.ready.pop_front() {
                return Some((Ok(model), self));
            }
            match self.listing.next_page().await {
                Ok(items) => self.ready.extend(models(&items?)),
                Err(error) => {
                    self.listing.groups.clear();
                    return Some((Err(error), self));
                }
            }
        }
    }
}

impl Stream for Models {
    type Item = Result<Model, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(context)
    }
}

impl fmt::Debug for Models {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Models").finish_non_exhaustive()
    }
}
