//! `sync` without `--all`: fetches every document in the index again.

use super::SyncFindings;
use crate::{
    fetch::{
        client::Client,
        document::{self, DocumentError},
        parallel,
        urls::ApiUrls,
    },
    import::{FetchedSpec, SpecStore},
    spec_index::IndexEntry,
    transaction::interrupt::Interrupted,
};

pub(super) fn findings(store: &SpecStore, client: Client, urls: &ApiUrls) -> Result<SyncFindings, Interrupted> {
    let mut findings = SyncFindings::default();
    let entries = store.index.entries.clone().into_iter();
    let (present, deleted): (Vec<_>, Vec<_>) = entries.partition(|(file, _)| store.content(file).is_some());
    // A file that was deleted by hand is not fetched again; its index entry is removed.
    findings.plan.removed.extend(deleted.into_iter().map(|(file, _)| file));
    let bar = parallel::bar(present.len(), "fetching");
    let thread_urls = urls.clone();
    let fetched = parallel::each(present, &bar, move |(_, IndexEntry { id, .. })| {
        let response = client.get(&thread_urls.document(id)).map_err(DocumentError::Fetch)?;
        document::from_response(id, &response)
    })?;
    for ((file, IndexEntry { id, .. }), fetched) in fetched {
        match fetched {
            Ok(text) if store.content(&file) == Some(text.as_bytes()) => findings.unchanged += 1,
            Ok(text) => {
                let url = urls.document(&id);
                findings.plan.specs.push(FetchedSpec { id, file, text, url });
            }
            Err(DocumentError::Unknown) => findings.gone.push((id, file)),
            Err(error) => findings.failed.push((id, error.to_string())),
        }
    }
    Ok(findings)
}
