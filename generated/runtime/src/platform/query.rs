//! Builder of model queries.

use super::{
    model::ModelStatus,
    pages::{MAX_IDS, Models, Page, Paginator},
};
use crate::{client::Client, error::Error};

/// Query of models. Filters are combined; nothing is sent before a terminal method is called.
///
/// | terminal method | returns |
/// |---|---|
/// | [`.stream()`](Self::stream) | a stream of models that fetches pages as needed |
/// | [`.page().await`](Self::page) | one page and the cursor of the next |
#[derive(Clone, Debug)]
#[must_use = "a query does nothing until `stream` or `page` is called"]
pub struct ModelQuery {
    client: Client,
    parameters: Vec<(&'static str, String)>,
    endpoints: Vec<String>,
}

impl ModelQuery {
    pub(super) fn new(client: &Client) -> Self {
        Self { client: client.clone(), parameters: Vec::new(), endpoints: Vec::new() }
    }

    /// Filters by words in the name, description or category.
    pub fn search(self, words: impl Into<String>) -> Self {
        self.with_parameter("q", words.into())
    }

    /// Filters by category, e.g. `image-to-image`.
    pub fn category(self, category: impl Into<String>) -> Self {
        self.with_parameter("category", category.into())
    }

    /// Filters by status. Without it, deprecated models are included.
    pub fn status(self, status: ModelStatus) -> Self {
        self.with_parameter("status", status.into())
    }

    /// Filters by endpoint id. A [`stream`](Self::stream) accepts any number and requests 50 at a time; a
    /// [`page`](Self::page) accepts up to 50.
    pub fn endpoints<I>(mut self, ids: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        self.endpoints.extend(ids.into_iter().map(|id| id.as_ref().to_owned()));
        self
    }

    /// Includes the OpenAPI document of each model. Pages are smaller.
    pub fn with_openapi(self) -> Self {
        self.with_parameter("expand", "openapi-3.0".to_owned())
    }

    /// Sets the maximum number of models per page. fal applies an upper limit that depends on the query.
    pub fn page_size(self, models: u32) -> Self {
        self.with_parameter("limit", models.to_string())
    }

    /// Starts at a cursor: [`Page::next_cursor`] of an earlier page.
    pub fn cursor(self, cursor: impl Into<String>) -> Self {
        self.with_parameter("cursor", cursor.into())
    }

    /// Sets a query parameter, replacing an earlier value.
    fn with_parameter(mut self, name: &'static str, value: String) -> Self {
        self.parameters.retain(|(each, _)| *each != name);
        self.parameters.push((name, value));
        self
    }

    /// Returns a stream of the matching models.
    pub fn stream(self) -> Models {
        Models::new(self.paginator())
    }

    /// Fetches one page.
    pub async fn page(self) -> Result<Page, Error> {
        if self.endpoints.len() > MAX_IDS {
            return Err(Error::invalid(format!("a page is limited to {MAX_IDS} endpoints; use a stream for more")));
        }
        self.paginator().single_page().await
    }

    fn paginator(self) -> Paginator {
        Paginator::new(&self.client, "models", "models", self.parameters, &self.endpoints)
    }
}
