//! What somebody may have meant by an id that fal does not know: ids of the catalogue that are like it.
//!
//! A help, not a need: it asks once, and where nothing is answered there is nothing to offer.

use super::{address::Addresses, catalogue, client::Client};

/// The ids that the catalogue finds for the words of an id, or at least for its family.
pub fn ids(client: &Client, addresses: &Addresses, id: &str) -> Vec<String> {
    let behind_owner = id.split_once('/').map_or(id, |(_, rest)| rest);
    let family = behind_owner.split('/').next().unwrap_or(behind_owner);
    let mut words = vec![behind_owner.replace('/', " "), family.to_owned()];
    words.dedup();
    let found = |words: &String| {
        let answer = client.get_once(&addresses.search(words))?;
        let page = catalogue::page(&answer).ok()?;
        Some(page.entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>()).filter(|ids| !ids.is_empty())
    };
    words.iter().find_map(found).unwrap_or_default()
}
