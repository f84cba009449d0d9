//! Paginated lists. Each page contains the cursor of the next one.

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

use super::{
    model::Model,
    properties::{Properties, decode_body, take},
};
use crate::{
    client::Client,
    error::Error,
    http::{
        retry::RetryClass,
        send::{BodyMode, HttpRequest, send_idempotent_ok},
    },
    rt::unfold::{Unfold, unfold},
    rt::url_encode,
};

/// Maximum number of endpoint ids per request.
pub(super) const MAX_IDS: usize = 50;

/// Fetches a list page by page.
pub(super) struct Paginator {
    client: Client,
    path: &'static str,
    /// Property of the response that contains the list.
    list_property: &'static str,
    parameters: Vec<(&'static str, String)>,
    /// Endpoint ids still to be requested, in groups of one request each.
    groups: VecDeque<Vec<String>>,
    cursor: Option<String>,
    /// Number of consecutive empty pages.
    empty_pages: u32,
}

/// Maximum number of consecutive empty pages. Protects against lists that never end.
const MAX_EMPTY_PAGES: u32 = 10;

/// Undecoded page.
struct RawPage {
    items: Vec<Box<RawValue>>,
    next: Option<String>,
}

impl Paginator {
    pub(super) fn new(
        client: &Client,
        path: &'static str,
        list_property: &'static str,
        mut parameters: Vec<(&'static str, String)>,
        endpoints: &[String],
    ) -> Self {
        let mut groups: VecDeque<_> = endpoints.chunks(MAX_IDS).map(<[String]>::to_vec).collect();
        if groups.is_empty() {
            groups.push_back(Vec::new());
        }
        let cursor = parameters.iter().position(|(name, _)| *name == "cursor").map(|at| parameters.remove(at).1);
        Self { client: client.clone(), path, list_property, parameters, groups, cursor, empty_pages: 0 }
    }

    /// Fetches the next page; `None` after the last page and after an error.
    pub(super) async fn next_page(&mut self) -> Result<Option<Vec<Box<RawValue>>>, Error> {
        let Some(group) = self.groups.pop_front() else { return Ok(None) };
        let page = self.fetch(&group).await?;
        // A repeated cursor would make the list endless.
        self.cursor = page.next.filter(|next| Some(next) != self.cursor.as_ref());
        if self.cursor.is_some() {
            self.groups.push_front(group);
        }
        Ok(Some(page.items))
    }

    /// Fetches a single page.
    pub(super) async fn single_page(mut self) -> Result<Page, Error> {
        let group = self.groups.pop_front().unwrap_or_default();
        let page = self.fetch(&group).await?;
        Ok(Page { models: models(&page.items).collect(), next_cursor: page.next })
    }

    async fn fetch(&mut self, group: &[String]) -> Result<RawPage, Error> {
        let url = self.client.inner().base_urls.api.join(&format!("{}{}", self.path, self.query(group)));
        let request = HttpRequest::new(Method::GET, url).body_mode(BodyMode::Large);
        let response = send_idempotent_ok(&self.client.inner().http, &request).await?;
        let mut properties: Properties = decode_body(&response)?;
        let Some(items): Option<Vec<Box<RawValue>>> = take(&mut properties, self.list_property) else {
            let missing = format!("the response has no list `{}`", self.list_property);
            return Err(Error::protocol(&response, RetryClass::Always, &missing));
        };
        let more = take(&mut properties, "has_more") != Some(false);
        let next = take(&mut properties, "next_cursor").filter(|cursor: &String| more && !cursor.is_empty());
        self.empty_pages = if items.is_empty() { self.empty_pages + 1 } else { 0 };
        if self.empty_pages > MAX_EMPTY_PAGES && next.is_some() {
            return Err(Error::protocol(&response, RetryClass::Always, "too many consecutive empty pages"));
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

/// Decodes the models; items without an id are skipped.
fn models(items: &[Box<RawValue>]) -> impl Iterator<Item = Model> {
    items.iter().filter_map(|item| Model::from_json(item))
}

/// One page of models.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// Models of the page.
    pub models: Vec<Model>,
    /// Cursor of the next page; `None` on the last page.
    pub next_cursor: Option<String>,
}

/// [`Stream`] of models that fetches pages as needed. An error ends the stream.
#[must_use = "a stream does nothing until it is read"]
pub struct Models(Unfold<PageReader, Result<Model, Error>>);

/// State of a [`Models`] stream.
struct PageReader {
    paginator: Paginator,
    /// Fetched models that were not returned yet.
    ready: VecDeque<Model>,
}

impl Models {
    pub(super) fn new(paginator: Paginator) -> Self {
        Self(unfold(PageReader { paginator, ready: VecDeque::new() }, |reader| Box::pin(reader.next_model())))
    }

    /// Returns the next model, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Model, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl PageReader {
    async fn next_model(mut self) -> Option<(Result<Model, Error>, Self)> {
        loop {
            if let Some(model) = self.ready.pop_front() {
                return Some((Ok(model), self));
            }
            match self.paginator.next_page().await {
                Ok(items) => self.ready.extend(models(&items?)),
                Err(error) => {
                    self.paginator.groups.clear();
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
