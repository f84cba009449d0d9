//! A question for models, and the ways to ask it.

use super::{
    model::ModelStatus,
    pages::{GROUP, Listing, Models, Page},
};
use crate::{client::Client, error::Error};

/// A question for models. Conditions add up; nothing is asked before it is ended.
///
/// | end it with | and get |
/// |---|---|
/// | [`.stream()`](Self::stream) | the models one by one; pages are asked for as they are needed |
/// | [`.page().await`](Self::page) | one page, and the cursor of the next |
#[derive(Clone, Debug)]
#[must_use = "a question does nothing until it is ended with `stream` or `page`"]
pub struct ModelQuery {
    client: Client,
    parameters: Vec<(&'static str, String)>,
    endpoints: Vec<String>,
}

impl ModelQuery {
    pub(super) fn new(client: &Client) -> Self {
        Self { client: client.clone(), parameters: Vec::new(), endpoints: Vec::new() }
    }

    /// Models with these words in name, description or category.
    pub fn search(self, words: impl Into<String>) -> Self {
        self.with("q", words.into())
    }

    /// Models of this category, e.g. `image-to-image`.
    pub fn category(self, category: impl Into<String>) -> Self {
        self.with("category", category.into())
    }

    /// Models of this status; without it, deprecated ones come too.
    pub fn status(self, status: ModelStatus) -> Self {
        self.with("status", status.into())
    }

    /// These endpoints, by their ids. Any number for a [`stream`](Self::stream), which asks for 50 at a time; up
    /// to 50 for a [`page`](Self::page).
    pub fn endpoints<I>(mut self, ids: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        self.endpoints.extend(ids.into_iter().map(|id| id.as_ref().to_owned()));
        self
    }

    /// With the OpenAPI document of each model. Pages are smaller then.
    pub fn with_openapi(self) -> Self {
        self.with("expand", "openapi-3.0".to_owned())
    }

    /// The most models of a page. fal has an upper limit, which depends on what is asked.
    pub fn page_size(self, models: u32) -> Self {
        self.with("limit", models.to_string())
    }

    /// From this cursor on: [`Page::next_cursor`] of an earlier page.
    pub fn cursor(self, cursor: impl Into<String>) -> Self {
        self.with("cursor", cursor.into())
    }

    /// The same with one parameter more; one that was set before is replaced.
    fn with(mut self, name: &'static str, value: String) -> Self {
        self.parameters.retain(|(each, _)| *each != name);
        self.parameters.push((name, value));
        self
    }

    /// The models one by one.
    pub fn stream(self) -> Models {
        Models::of(self.listing())
    }

    /// One page.
    pub async fn page(self) -> Result<Page, Error> {
        if self.endpoints.len() > GROUP {
            return Err(Error::invalid(format!("a page is of up to {GROUP} endpoints; a stream takes any number")));
        }
        self.listing().page().await
    }

    fn listing(self) -> Listing {
        Listing::new(&self.client, "models", "models", self.parameters, &self.endpoints)
    }
}
