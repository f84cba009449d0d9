//! fal's platform API: models, their OpenAPI documents, prices and cost estimates.
//!
//! ```no_run
//! # async fn example() -> Result<(), fal_sdk::Error> {
//! use fal_sdk::{Client, platform::ModelStatus};
//!
//! let client = Client::from_env()?;
//! let mut models = client.models().search("kontext").status(ModelStatus::Active).stream();
//! while let Some(model) = models.next().await {
//!     println!("{}", model?.endpoint_id);
//! }
//! for price in client.prices(["fal-ai/flux/dev"]).await? {
//!     println!("{price}"); // fal-ai/flux/dev: 0.025 USD per image
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Models can be listed without a key (with [`ClientBuilder::anonymous`](crate::ClientBuilder::anonymous)) at lower
//! rate limits; prices require the key of an account. Usage and invoices are not supported: they require an
//! administrator's key, which programs that call models should not have.
//!
//! Responses are decoded leniently: a missing or malformed property becomes `None`.

mod model;
mod pages;
mod price;
mod properties;
mod query;

use reqwest::Method;

pub use model::{Document, Group, Metadata, Model, ModelStatus, NoDocument};
pub use pages::{Models, Page};
pub use price::{Cost, Estimate, Price};
pub use query::ModelQuery;

use self::{
    pages::Paginator,
    properties::{decode_body, take},
};
use crate::{
    client::Client,
    error::Error,
    http::{
        retry::RetryClass,
        send::{HttpRequest, send_idempotent_ok},
    },
};

impl Client {
    /// Starts a query of all models; its methods filter them.
    pub fn models(&self) -> ModelQuery {
        ModelQuery::new(self)
    }

    /// Fetches the unit prices of endpoints, including discounts of the account. Sends one request per 50 endpoints.
    ///
    /// # Errors
    ///
    /// Kind [`Config`](crate::ErrorKind::Config) without a key; [`is_not_found`](Error::is_not_found) if fal does not
    /// know one of the endpoints.
    pub async fn prices<I>(&self, endpoints: I) -> Result<Vec<Price>, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let ids: Vec<String> = endpoints.into_iter().map(|id| id.as_ref().to_owned()).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        require_key(self)?;
        let mut paginator = Paginator::new(self, "models/pricing", "prices", Vec::new(), &ids);
        let mut prices = Vec::new();
        while let Some(items) = paginator.next_page().await? {
            prices.extend(items.iter().filter_map(|item| Price::from_json(item)));
        }
        Ok(prices)
    }

    /// Requests an estimate of the cost of a number of calls or units.
    ///
    /// # Errors
    ///
    /// Kind [`Config`](crate::ErrorKind::Config) without a key.
    ///
    /// ```no_run
    /// # async fn example(client: fal_sdk::Client) -> Result<(), fal_sdk::Error> {
    /// use fal_sdk::platform::Estimate;
    ///
    /// let cost = client.estimate(&Estimate::from_calls([("fal-ai/flux/dev", 100)])).await?;
    /// println!("{cost}"); // 3.75 USD
    /// # Ok(())
    /// # }
    /// ```
    pub async fn estimate(&self, estimate: &Estimate) -> Result<Cost, Error> {
        require_key(self)?;
        let url = self.inner().base_urls.api.join("models/pricing/estimate");
        let request = HttpRequest::new(Method::POST, url).json(estimate.body().into());
        let response = send_idempotent_ok(&self.inner().http, &request).await?;
        let missing = || Error::protocol(&response, RetryClass::Always, "the response has no `total_cost`");
        Cost::from_properties(&decode_body(&response)?).ok_or_else(missing)
    }

    /// Fetches the IP ranges that fal sends webhooks from, e.g. `34.123.59.101/32`, for firewall rules. They change
    /// over time; verify deliveries by their signature.
    pub async fn webhook_ip_ranges(&self) -> Result<Vec<String>, Error> {
        let request = HttpRequest::new(Method::GET, self.inner().base_urls.api.join("meta"));
        let response = send_idempotent_ok(&self.inner().http, &request).await?;
        let missing = || Error::protocol(&response, RetryClass::Always, "the response has no `webhook_ip_ranges`");
        take(&mut decode_body(&response)?, "webhook_ip_ranges").ok_or_else(missing)
    }
}

/// Checks that requests will be sent with a key: the client's, or one that the proxy adds.
fn require_key(client: &Client) -> Result<(), Error> {
    let inner = client.inner();
    if inner.http.credentials.is_some() || inner.http.proxy.is_some() {
        return Ok(());
    }
    Err(Error::config("prices require an API key; set one with `ClientBuilder::key` or FAL_KEY"))
}
