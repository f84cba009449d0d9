//! Searches the catalogue for ids similar to an unknown one. Sends each request once and ignores failures.

use super::{catalogue, client::Client, urls::ApiUrls};

/// Returns the ids that the catalogue finds for an id without its owner, or else for its first segment.
pub fn ids(client: &Client, urls: &ApiUrls, id: &str) -> Vec<String> {
    let without_owner = id.split_once('/').map_or(id, |(_, rest)| rest);
    let family = without_owner.split('/').next().unwrap_or(without_owner);
    let mut queries = vec![without_owner.replace('/', " "), family.to_owned()];
    queries.dedup();
    let search = |query: &String| {
        let response = client.get_once(&urls.search(query))?;
        let page = catalogue::page(&response).ok()?;
        Some(page.entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>()).filter(|ids| !ids.is_empty())
    };
    queries.iter().find_map(search).unwrap_or_default()
}
