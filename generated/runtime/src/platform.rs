//! fal's platform API: which models there are, what they take, and what they cost.
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
//! Models can be listed without a key (with [`ClientBuilder::anonymous`](crate::ClientBuilder::anonymous)),
//! with lower limits; prices are those of an account. Usage and invoices are not here: they take an
//! administrator's key, which a program that calls models should not have.
//!
//! Lists are asked for page by page in `listing`; what is asked is in `query`, what comes back in `model` and
//! `price`. Answers are read leniently: what is missing or odd is absent.

mod model;
mod pages;
mod price;
mod query;

use std::collections::BTreeMap;

use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

pub use model::{Document, Group, Metadata, Model, ModelStatus, NoDocument};
pub use pages::{Models, Page};
pub use price::{Cost, Estimate, Price};
pub use query::ModelQuery;

use self::pages::Listing;
use crate::{
    client::Client,
    error::Error,
    http::{
        retry::{RetryClass, send_idempotent_ok},
        send::{HttpRequest, HttpResponse},
    },
};

impl Client {
    /// A question for models: all of them, until it is narrowed down.
    pub fn models(&self) -> ModelQuery {
        ModelQuery::new(self)
    }

    /// What endpoints charge for a unit, discounts of the account included. Any number of endpoints; they are
    /// asked for 50 at a time.
    ///
    /// Without a key this is an error of kind [`Config`](crate::ErrorKind::Config); where fal does not know one
    /// of the endpoints, [`is_not_found`](Error::is_not_found) holds.
    pub async fn prices<I>(&self, endpoints: I) -> Result<Vec<Price>, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let ids: Vec<String> = endpoints.into_iter().map(|id| id.as_ref().to_owned()).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        needs_key(self)?;
        let mut listing = Listing::new(self, "models/pricing", "prices", Vec::new(), &ids);
        let mut prices = Vec::new();
        while let Some(items) = listing.next_page().await? {
            prices.extend(items.iter().filter_map(|item| Price::read(item)));
        }
        Ok(prices)
    }

    /// What so many calls, or so many units, would cost, by fal's reckoning.
    ///
    /// ```no_run
    /// # async fn example(client: fal_sdk::Client) -> Result<(), fal_sdk::Error> {
    /// use fal_sdk::platform::Estimate;
    ///
    /// let cost = client.estimate(&Estimate::of_calls([("fal-ai/flux/dev", 100)])).await?;
    /// println!("{cost}"); // 3.75 USD
    /// # Ok(())
    /// # }
    /// ```
    pub async fn estimate(&self, estimate: &Estimate) -> Result<Cost, Error> {
        needs_key(self)?;
        let url = self.inner().base_urls.api.join("models/pricing/estimate");
        let ask = HttpRequest::new(Method::POST, url).json(estimate.body().into());
        let reply = send_idempotent_ok(self.inner(), &ask).await?;
        let none = || Error::unexpected(&reply, RetryClass::Always, "the answer has no `total_cost`");
        Cost::read(&read(&reply)?).ok_or_else(none)
    }

    /// The networks that webhooks are sent from, e.g. `34.123.59.101/32`, for a firewall. They change over time;
    /// what proves a delivery is its signature.
    pub async fn webhook_ip_ranges(&self) -> Result<Vec<String>, Error> {
        let ask = HttpRequest::new(Method::GET, self.inner().base_urls.api.join("meta"));
        let reply = send_idempotent_ok(self.inner(), &ask).await?;
        let none = || Error::unexpected(&reply, RetryClass::Always, "the answer has no `webhook_ip_ranges`");
        take(&mut read(&reply)?, "webhook_ip_ranges").ok_or_else(none)
    }
}

/// A proxy adds the key that the client does not have.
fn needs_key(client: &Client) -> Result<(), Error> {
    let inner = client.inner();
    if inner.credentials.is_some() || inner.base_urls.proxy.is_some() {
        return Ok(());
    }
    Err(Error::config("fal tells its prices to accounts only: give the client an API key"))
}

/// The members of a JSON object, each as the server wrote it: numbers keep their digits, documents the
/// order of their keys.
type Members = BTreeMap<String, Box<RawValue>>;

fn read<T: DeserializeOwned>(reply: &HttpResponse) -> Result<T, Error> {
    let body = reply.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&reply.body);
    let misshapen =
        |source| Error::undecoded(reply, "it is not what the platform API sends", Vec::new()).because(source);
    serde_json::from_slice(body).map_err(misshapen)
}

/// Takes a member out, if it is what it should be; otherwise it stays.
fn take<T: DeserializeOwned>(members: &mut Members, name: &str) -> Option<T> {
    let value = serde_json::from_str(members.get(name)?.get()).ok()?;
    members.remove(name);
    Some(value)
}
