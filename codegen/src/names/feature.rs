//! Cargo features that turn on endpoints: one per owner and one per category.
//!
//! crates.io allows 300 features per crate. fal has more apps than that, but only a few dozen owners and categories, and
//! users know those names from fal's catalogue. An endpoint is on if its owner or its category is. A module contains the
//! modules of the endpoints below it, so an endpoint is also on if one of these is.

use std::collections::{BTreeMap, BTreeSet};

use super::module;
use crate::ir::{Api, Endpoint};

/// A sorted set of feature names.
pub type Features = BTreeSet<String>;

/// Features of the crate that do not turn on endpoints.
const RESERVED: &[&str] =
    &["default", "all", "catalog", "blocking", "realtime", "rustls", "native-tls", "webhooks", "mock"];

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

/// Converts the name of an owner or category to that of a feature: pinyin for Chinese, `-` for all other punctuation.
fn feature(text: &str) -> String {
    let plain = module::ascii(text).trim_start_matches('_').replace('_', "-");
    if RESERVED.contains(&plain.as_str()) { format!("{plain}-endpoints") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_readable_and_never_those_of_the_crate() {
        for (text, name) in [
            ("fal-ai", "fal-ai"),
            ("image-to-3d", "image-to-3d"),
            ("webhooks", "webhooks-endpoints"),
            ("音频", "yin-pin"),
            ("3D", "3d"),
            ("a.b", "a-b"),
            ("😀", "1f600"),
        ] {
            assert_eq!(feature(text), name);
        }
    }

    #[test]
    fn the_features_of_the_crate_are_reserved() {
        let manifest = include_str!("../../../generated/Cargo.toml");
        let features = manifest.split("[features]").nth(1).and_then(|text| text.split("# <endpoints>").next());
        let names =
            features.unwrap_or_default().lines().filter_map(|line| line.split_once(" = ").map(|(name, _)| name));
        let names: Vec<&str> = names.filter(|name| !name.starts_with('#')).collect();
        assert!(names.len() > 5, "{names:?}");
        assert!(names.iter().all(|name| RESERVED.contains(name)), "{names:?}");
    }
}
