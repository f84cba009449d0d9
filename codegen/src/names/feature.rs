//! The Cargo features that turn endpoints on: one per owner, one per category.
//!
//! The registry allows 300 features. There are over 300 apps, but a few dozen owners and categories, so this
//! scheme has room, and its names are the ones users know from fal's catalogue. An endpoint is on if
//! its owner or its category is. A module also holds the endpoints below it, so one that has such is on
//! with any of them: what it needs is then on as well.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Endpoint};

/// Feature names, sorted.
pub type Features = BTreeSet<String>;

/// Features that are not about endpoints.
const OTHERS: &[&str] = &["default", "all", "catalog", "blocking", "realtime", "rustls", "native-tls", "mock"];

/// The features that turn on each endpoint, by id.
pub(super) fn of_endpoints(api: &Api) -> BTreeMap<String, Features> {
    let mut features: BTreeMap<String, Features> = BTreeMap::new();
    for endpoint in &api.endpoints {
        let own = own(endpoint);
        for above in around(&endpoint.id) {
            if api.endpoints.iter().any(|other| other.id == above) {
                features.entry(above.to_owned()).or_default().extend(own.iter().cloned());
            }
        }
        features.entry(endpoint.id.clone()).or_default().extend(own);
    }
    features
}

/// The owners among all features: together they turn on everything.
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

/// The ids that an id lies below: `a/b/c` below `a` and `a/b`.
fn around(id: &str) -> impl Iterator<Item = &str> {
    id.match_indices('/').filter_map(|(slash, _)| id.get(..slash))
}

fn feature(text: &str) -> String {
    let plain: String =
        text.trim().to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let starts = plain.starts_with(|c: char| c.is_ascii_alphanumeric());
    match plain.as_str() {
        other if OTHERS.contains(&other) => format!("{plain}-endpoints"),
        _ if starts => plain,
        _ => format!("endpoints-{plain}"),
    }
}
