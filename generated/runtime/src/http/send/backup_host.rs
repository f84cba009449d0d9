//! fal's backup hosts, which serve the same API on another domain.

use reqwest::Url;

/// Primary hosts and their backups.
const BACKUPS: [(&str, &str); 2] = [("fal.run", "falrun.com"), ("queue.fal.run", "queue.falrun.com")];

/// Returns the same URL on the backup host, if its host has one.
pub(super) fn backup_url(url: &Url) -> Option<Url> {
    if url.scheme() != "https" || url.port().is_some() {
        return None;
    }
    let (_, backup) = BACKUPS.iter().find(|(primary, _)| url.host_str() == Some(primary))?;
    let mut url = url.clone();
    url.set_host(Some(backup)).ok()?;
    Some(url)
}
