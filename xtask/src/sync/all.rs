//! `sync --all`: fetches the whole catalogue of fal.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    sync::Arc,
};

use indicatif::ProgressBar;

use super::{SyncArgs, SyncFindings, pages::CataloguePages};
use crate::{
    fetch::{
        catalogue::{self, CatalogueEntry},
        client::{Client, FetchError, Response},
        document::DocumentError,
        parallel,
    },
    import::{FetchedSpec, SpecStore},
    spec_index,
    transaction::interrupt::Interrupted,
};

pub(super) fn findings(
    store: &SpecStore,
    client: Client,
    args: &SyncArgs,
    mut pages: CataloguePages,
) -> Result<SyncFindings, Box<dyn Error>> {
    if args.catalogue.restart {
        pages.clear();
    }
    match pages.load() {
        0 => {}
        stored if pages.is_complete() => {
            eprintln!("note: using the {stored} page(s) fetched before; --restart fetches them again");
        }
        stored => eprintln!("note: continuing after the {stored} page(s) fetched before"),
    }
    let bar = parallel::counter("endpoints in the catalogue:");
    let fetched = fetch_pages(&mut pages, &Arc::new(client), args, &bar);
    bar.finish_and_clear();
    fetched?;
    compare(store, args, entries(&pages)?)
}

/// Fetches the remaining pages.
fn fetch_pages(
    pages: &mut CataloguePages,
    client: &Arc<Client>,
    args: &SyncArgs,
    bar: &ProgressBar,
) -> Result<(), Box<dyn Error>> {
    while !pages.is_complete() {
        let url = args.urls.page(args.catalogue.limit, pages.cursor());
        let client = Arc::clone(client);
        let response = parallel::one(url, move |url| client.get(url))?.ok_or(Interrupted)?;
        let entries = store_page(pages, response).map_err(|error| {
            let number = pages.count() + 1;
            format!(
                "page {number} of the catalogue: {error}; the next run continues here, or from the start with --restart"
            )
        })?;
        bar.inc(entries as u64);
    }
    Ok(())
}

/// Stores a page and returns its number of entries.
fn store_page(pages: &mut CataloguePages, response: Result<Response, FetchError>) -> Result<usize, DocumentError> {
    let response = response.map_err(DocumentError::Fetch)?;
    let page = catalogue::page(&response)?;
    if page.next.as_deref().is_some_and(|next| pages.has_seen(next)) {
        return Err(DocumentError::NotAPage("its cursor points back to an earlier page"));
    }
    pages.add(&response.body, page.next).map_err(|error| DocumentError::Store(error.to_string()))?;
    Ok(page.entries.len())
}

/// Returns the entries of all pages. The catalogue may change between pages; the last entry of an id wins.
fn entries(pages: &CataloguePages) -> Result<Vec<CatalogueEntry>, Box<dyn Error>> {
    let mut entries = BTreeMap::new();
    for body in pages.bodies()? {
        let page = catalogue::page(&Response { status: 200, body })?;
        entries.extend(page.entries.into_iter().map(|entry| (entry.id.clone(), entry)));
    }
    Ok(entries.into_values().collect())
}

fn compare(store: &SpecStore, args: &SyncArgs, entries: Vec<CatalogueEntry>) -> Result<SyncFindings, Box<dyn Error>> {
    let mut findings = SyncFindings::default();
    let mut seen = BTreeSet::new();
    for CatalogueEntry { id, document } in entries {
        compare_entry(store, args, &id, document, &mut findings);
        seen.insert(id);
    }
    if seen.is_empty() {
        return Err("the catalogue is empty; check the URL of fal's API".into());
    }
    let gone = store.index.entries.iter().filter(|(_, entry)| !seen.contains(&entry.id));
    findings.gone.extend(gone.map(|(file, entry)| (entry.id.clone(), file.clone())));
    Ok(findings)
}

fn compare_entry(
    store: &SpecStore,
    args: &SyncArgs,
    id: &str,
    document: Option<Result<String, DocumentError>>,
    findings: &mut SyncFindings,
) {
    let default = spec_index::file_name(id);
    let existing = store.file_of(id).or_else(|| store.content(&default).map(|_| default.as_str()));
    if existing.is_some_and(|file| !store.index.entries.contains_key(file)) {
        return;
    }
    let file = existing.unwrap_or(&default).to_owned();
    let skip = |findings: &mut SyncFindings, reason: String| findings.skipped.push((id.to_owned(), reason));
    match document {
        _ if !spec_index::is_id(id) => skip(findings, "its id is not a valid path".to_owned()),
        None | Some(Err(DocumentError::Unknown)) => skip(findings, "no document in the catalogue".to_owned()),
        Some(Err(error @ DocumentError::Stub(_))) => skip(findings, error.to_string()),
        Some(Err(error)) => findings.failed.push((id.to_owned(), error.to_string())),
        Some(Ok(text)) if store.content(&file) == Some(text.as_bytes()) => findings.unchanged += 1,
        Some(Ok(text)) => {
            let url = args.urls.catalogue_document(id);
            findings.plan.specs.push(FetchedSpec { id: id.to_owned(), file, text, url });
        }
    }
}
