//! Cargo features that turn on endpoints: one per owner and one per category.
//!
//! crates.io allows 300 features per crate. fal has more apps than that, but only a few dozen owners and categories, and
//! users know those names from fal's catalogue. An endpoint is on if its owner or its category is. A module contains the
//! modules of the endpoints below it, so an endpoint is also on if one of these is.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Endpoint};

/// A sorted set of feature names.
pub type Features = BTreeSet<String>;

/// Features of the crate that do not turn on endpoints.
const RESERVED: &[&str] = &["default", "all", "catalog", "blocking", "realtime", "rustls", "native-tls", "mock"];

/// Returns the features that turn on each endpoint, by id.
pub(super) fn of_endpoints(api: &Api) -> BTreeMap<String, Features> {
    let mut features: BTreeMap<String, Features> = BTreeMap::new();
    for endpoint in &api.endpoints {
        let own = own(endpoint);
        for above in parents(&endpoint.id) {
            if api.endpoints.iter().any(|other| other.id == above) {
                features.entry(above.to_owned()).or_default().extend(own.iter().cloned());
            }
        }
        features.entry(endpoint.id.clone()).or_default().extend(own);
    }
    features
}

/// Returns the features of all owners, which together turn on every endpoint.
pub(super) fn owners(api: &Api) -> Features {
    api.endpoints.iter().map(owner).collect()
}

fn own(endpoint: &Endpoint) -> Features {
    let category = endpoint.category.as_deref().map(feature);
    [owner(endpoint)].into_iter().chain(category).collect()
}

fn owner(endpoint: &Endpoint) -> String {
    feature(endpoint.id.split('/').next().unwrap_or_default())
}

/// Returns the prefixes of an id: `a` and `a/b` for `a/b/c`.
fn parents(id: &str) -> impl Iterator<Item = &str> {
    id.match_indices('/').filter_map(|(slash, _)| id.get(..slash))
}

fn feature(text: &str) -> String {
    let plain: String =
        text.trim().to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let starts = plain.starts_with(|c: char| c.is_ascii_alphanumeric());
    match plain.as_str() {
        other if RESERVED.contains(&other) => format!("{plain}-endpoints"),
        _ if starts => plain,
        _ => format!("endpoints-{plain}"),
    }
}
