//! Prices, costs and cost estimates, in exact decimals.

use std::fmt;

use serde_json::{Value, value::RawValue};

use super::properties::{Properties, take};
use crate::json::decimal::Decimal;

/// Unit price of an endpoint.
///
/// `Display` prints one line: `fal-ai/flux/dev: 0.025 USD per image`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Price {
    /// Endpoint id.
    pub endpoint_id: String,
    /// Price per unit.
    pub unit_price: Decimal,
    /// Billing unit, e.g. `image`, `megapixel`, `second`.
    pub unit: String,
    /// Currency, e.g. `USD`.
    pub currency: String,
}

impl Price {
    /// Decodes a price; `None` without endpoint id or price.
    pub(super) fn from_json(item: &RawValue) -> Option<Self> {
        let mut properties: Properties = serde_json::from_str(item.get()).ok()?;
        Some(Self {
            endpoint_id: take(&mut properties, "endpoint_id")?,
            unit_price: number(&properties, "unit_price")?,
            unit: take(&mut properties, "unit").unwrap_or_default(),
            currency: take(&mut properties, "currency").unwrap_or_default(),
        })
    }

    /// Returns the exact cost of a number of units, such as [`Meta::billable_units`](crate::Meta::billable_units);
    /// `None` if the product has more than 38 digits.
    ///
    /// ```no_run
    /// # async fn example(client: fal_sdk::Client, outcome: fal_sdk::Outcome<()>) -> Result<(), fal_sdk::Error> {
    /// let prices = client.prices(["fal-ai/flux/dev"]).await?;
    /// if let (Some(price), Some(units)) = (prices.first(), outcome.meta.billable_units) {
    ///     println!("{:?}", price.cost(units));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn cost(&self, units: impl Into<Decimal>) -> Option<Cost> {
        Some(Cost { amount: self.unit_price.checked_mul(units.into())?, currency: self.currency.clone() })
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {} per {}", self.endpoint_id, self.unit_price, self.currency, self.unit)
    }
}

/// Amount of money. `Display` prints e.g. `3.75 USD`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cost {
    /// Amount.
    pub amount: Decimal,
    /// Currency, e.g. `USD`.
    pub currency: String,
}

impl Cost {
    pub(super) fn from_properties(response: &Properties) -> Option<Self> {
        let currency = response.get("currency").and_then(|raw| serde_json::from_str(raw.get()).ok());
        Some(Self { amount: number(response, "total_cost")?, currency: currency.unwrap_or_default() })
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// Parses a number from its digits, quoted or not, without conversion to a float.
fn number(properties: &Properties, name: &str) -> Option<Decimal> {
    properties.get(name)?.get().trim_matches('"').parse().ok()
}

/// Quantities for [`Client::estimate`](crate::Client::estimate).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    kind: EstimateKind,
    quantities: Vec<(String, Decimal)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EstimateKind {
    Calls,
    Units,
}

impl Estimate {
    /// Estimates a number of calls per endpoint, from the past cost of calls of the account.
    pub fn from_calls<E: Into<String>>(calls: impl IntoIterator<Item = (E, u64)>) -> Self {
        let quantities = calls.into_iter().map(|(endpoint, count)| (endpoint.into(), count.into())).collect();
        Self { kind: EstimateKind::Calls, quantities }
    }

    /// Estimates a number of units per endpoint, from the unit price.
    pub fn from_units<E: Into<String>, U: Into<Decimal>>(units: impl IntoIterator<Item = (E, U)>) -> Self {
        let quantities = units.into_iter().map(|(endpoint, units)| (endpoint.into(), units.into())).collect();
        Self { kind: EstimateKind::Units, quantities }
    }

    /// Serializes the request body; quantities keep all digits.
    pub(super) fn body(&self) -> String {
        let (estimate_type, quantity) = match self.kind {
            EstimateKind::Calls => ("historical_api_price", "call_quantity"),
            EstimateKind::Units => ("unit_price", "unit_quantity"),
        };
        let endpoints: Vec<String> = self
            .quantities
            .iter()
            .map(|(endpoint, number)| format!(r#"{}:{{"{quantity}":{number}}}"#, Value::from(endpoint.as_str())))
            .collect();
        format!(r#"{{"estimate_type":"{estimate_type}","endpoints":{{{}}}}}"#, endpoints.join(","))
    }
}
