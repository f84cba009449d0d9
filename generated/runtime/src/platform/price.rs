//! Prices, costs, and what is asked to have a cost estimated. Amounts are exact.

use std::fmt;

use serde_json::{Value, value::RawValue};

use super::{Members, take};
use crate::json::decimal::Decimal;

/// What an endpoint charges.
///
/// `Display` is one line: `fal-ai/flux/dev: 0.025 USD per image`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Price {
    /// The endpoint.
    pub endpoint_id: String,
    /// The price of a unit.
    pub unit_price: Decimal,
    /// What is charged for, e.g. `image`, `megapixel`, `second`.
    pub unit: String,
    /// The currency, e.g. `USD`.
    pub currency: String,
}

impl Price {
    /// A price, or `None` where there is no endpoint or no number.
    pub(super) fn read(item: &RawValue) -> Option<Self> {
        let mut members: Members = serde_json::from_str(item.get()).ok()?;
        Some(Self {
            endpoint_id: take(&mut members, "endpoint_id")?,
            unit_price: number(&members, "unit_price")?,
            unit: take(&mut members, "unit").unwrap_or_default(),
            currency: take(&mut members, "currency").unwrap_or_default(),
        })
    }

    /// What so many units cost, e.g. [`Meta::billable_units`](crate::Meta::billable_units): exact, or `None`
    /// where that takes more than 38 digits.
    ///
    /// ```no_run
    /// # async fn example(client: fal_sdk::Client, outcome: fal_sdk::Outcome<()>) -> Result<(), fal_sdk::Error> {
    /// let prices = client.prices(["fal-ai/flux/dev"]).await?;
    /// if let (Some(price), Some(units)) = (prices.first(), outcome.meta.billable_units) {
    ///     println!("{:?}", price.of(units));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(&self, units: impl Into<Decimal>) -> Option<Cost> {
        Some(Cost { amount: self.unit_price.checked_mul(units.into())?, currency: self.currency.clone() })
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {} per {}", self.endpoint_id, self.unit_price, self.currency, self.unit)
    }
}

/// An amount of money. `Display` is as in `3.75 USD`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cost {
    /// How much.
    pub amount: Decimal,
    /// The currency, e.g. `USD`.
    pub currency: String,
}

impl Cost {
    pub(super) fn read(answer: &Members) -> Option<Self> {
        let currency = answer.get("currency").and_then(|raw| serde_json::from_str(raw.get()).ok());
        Some(Self { amount: number(answer, "total_cost")?, currency: currency.unwrap_or_default() })
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// A number as its digits stand in the answer, between quotes or not: it never becomes a float.
fn number(members: &Members, name: &str) -> Option<Decimal> {
    members.get(name)?.get().trim_matches('"').parse().ok()
}

/// What to have the cost estimated of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    basis: Basis,
    quantities: Vec<(String, Decimal)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Basis {
    Calls,
    Units,
}

impl Estimate {
    /// So many calls of each endpoint, by what calls of the account cost in the past.
    pub fn of_calls<E: Into<String>>(calls: impl IntoIterator<Item = (E, u64)>) -> Self {
        let quantities = calls.into_iter().map(|(endpoint, count)| (endpoint.into(), count.into())).collect();
        Self { basis: Basis::Calls, quantities }
    }

    /// So many units of each endpoint, by the price of a unit.
    pub fn of_units<E: Into<String>, U: Into<Decimal>>(units: impl IntoIterator<Item = (E, U)>) -> Self {
        let quantities = units.into_iter().map(|(endpoint, units)| (endpoint.into(), units.into())).collect();
        Self { basis: Basis::Units, quantities }
    }

    /// The body of the request. Quantities are written digit by digit.
    pub(super) fn body(&self) -> String {
        let (basis, quantity) = match self.basis {
            Basis::Calls => ("historical_api_price", "call_quantity"),
            Basis::Units => ("unit_price", "unit_quantity"),
        };
        let endpoints: Vec<String> = self
            .quantities
            .iter()
            .map(|(endpoint, number)| format!(r#"{}:{{"{quantity}":{number}}}"#, Value::from(endpoint.as_str())))
            .collect();
        format!(r#"{{"estimate_type":"{basis}","endpoints":{{{}}}}}"#, endpoints.join(","))
    }
}
