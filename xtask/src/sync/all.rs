//! The whole catalogue: what is new in it, what is other than before, and what is in it no more.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    sync::Arc,
};

use indicatif::ProgressBar;

use crate::{
    change::interrupt::Interrupted,
    fetch::{
        catalogue::{self, Entry},
        client::{Answer, Client, NoAnswer},
        document::Fault,
        many,
    },
    intake::{Arrival, Shelf},
    spec_index,
};

use super::{Arguments, Findings, pages::Pages};

pub(super) fn look(
    shelf: &Shelf,
    client: Client,
    arguments: &Arguments,
    mut pages: Pages,
) -> Result<Findings, Box<dyn Error>> {
    if arguments.catalogue.restart {
        pages.forget();
    }
    match pages.recall() {
        0 => {}
        stored if pages.is_complete() => {
            eprintln!("note: taking the {stored} page(s) that were fetched before; --restart fetches them again");
        }
        stored => eprintln!("note: going on after the {stored} page(s) that were fetched before"),
    }
    let bar = many::counter("endpoints in the catalogue:");
    let fetched = fetch(&mut pages, &Arc::new(client), arguments, &bar);
    bar.finish_and_clear();
    fetched?;
    let mut findings = Findings::default();
    let mut seen = BTreeSet::new();
    for Entry { id, document } in entries(&pages)? {
        sort(shelf, arguments, &id, document, &mut findings);
        seen.insert(id);
    }
    if seen.is_empty() {
        return Err("the catalogue lists nothing; is this the address of fal's?".into());
    }
    let gone = shelf.index.rows.iter().filter(|(_, row)| !seen.contains(&row.id));
    findings.gone.extend(gone.map(|(file, row)| (row.id.clone(), file.clone())));
    Ok(findings)
}

fn fetch(
    pages: &mut Pages,
    client: &Arc<Client>,
    arguments: &Arguments,
    bar: &ProgressBar,
) -> Result<(), Box<dyn Error>> {
    while !pages.is_complete() {
        let url = arguments.addresses.page(arguments.catalogue.limit, pages.cursor());
        let client = Arc::clone(client);
        let answer = many::one(url, move |url| client.get(url))?.ok_or(Interrupted)?;
        let entries = keep(pages, answer).map_err(|fault| {
            let number = pages.count() + 1;
            format!("page {number} of the catalogue: {fault}; the next run goes on here, and with --restart at the beginning")
        })?;
        bar.inc(entries as u64);
    }
    Ok(())
}

/// Keeps a page, and says how many endpoints it lists.
fn keep(pages: &mut Pages, answer: Result<Answer, NoAnswer>) -> Result<usize, Fault> {
    let answer = answer.map_err(Fault::NoAnswer)?;
    let page = catalogue::page(&answer)?;
    if page.next.as_deref().is_some_and(|next| pages.has_seen(next)) {
        return Err(Fault::NotAPage("leads back to a page before it"));
    }
    pages.add(&answer.body, page.next).map_err(|error| Fault::Kept(error.to_string()))?;
    Ok(page.entries.len())
}

/// What all pages list. While pages were fetched the catalogue may have moved: of two entries the later holds.
fn entries(pages: &Pages) -> Result<Vec<Entry>, Box<dyn Error>> {
    let mut entries = BTreeMap::new();
    for body in pages.bodies()? {
        let page = catalogue::page(&Answer { status: 200, body })?;
        entries.extend(page.entries.into_iter().map(|entry| (entry.id.clone(), entry)));
    }
    Ok(entries.into_values().collect())
}

/// Decides on one endpoint of the catalogue.
fn sort(
    shelf: &Shelf,
    arguments: &Arguments,
    id: &str,
    document: Option<Result<String, Fault>>,
    findings: &mut Findings,
) {
    let own = spec_index::file(id);
    let described = shelf.file_of(id).or_else(|| shelf.content(&own).map(|_| own.as_str()));
    if described.is_some_and(|file| !shelf.index.rows.contains_key(file)) {
        return;
    }
    let file = described.unwrap_or(&own).to_owned();
    let skip = |findings: &mut Findings, why: String| findings.skipped.push((id.to_owned(), why));
    match document {
        _ if !spec_index::is_id(id) => skip(findings, "its id is no path of owner and name".to_owned()),
        None | Some(Err(Fault::Unknown)) => skip(findings, "the catalogue has no document of it".to_owned()),
        Some(Err(fault @ Fault::Stub(_))) => skip(findings, fault.to_string()),
        Some(Err(fault)) => findings.faults.push((id.to_owned(), fault.to_string())),
        Some(Ok(text)) if shelf.content(&file) == Some(text.as_bytes()) => findings.unchanged += 1,
        Some(Ok(text)) => {
            let url = arguments.addresses.catalogue_document(id);
            findings.plan.arrivals.push(Arrival { id: id.to_owned(), file, text, url });
        }
    }
}
