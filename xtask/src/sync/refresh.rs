//! Every document that was fetched is fetched again, from where single documents are.

use crate::{
    change::interrupt::Interrupted,
    fetch::{
        address::Addresses,
        client::Client,
        document::{self, Fault},
        many,
    },
    intake::{Arrival, Shelf},
    spec_index::Row,
};

use super::Findings;

pub(super) fn look(shelf: &Shelf, client: Client, addresses: &Addresses) -> Result<Findings, Interrupted> {
    let mut findings = Findings::default();
    let rows = shelf.index.rows.clone().into_iter();
    let (there, deleted): (Vec<_>, Vec<_>) = rows.partition(|(file, _)| shelf.content(file).is_some());
    // A specification that somebody deleted is not wanted; its line goes too.
    findings.plan.gone.extend(deleted.into_iter().map(|(file, _)| file));
    let bar = many::bar(there.len(), "fetching");
    let from = addresses.clone();
    let fetched = many::each(there, &bar, move |(_, Row { id, .. })| {
        let answer = client.get(&from.document(id)).map_err(Fault::NoAnswer)?;
        document::of_answer(id, &answer)
    })?;
    for ((file, Row { id, .. }), fetched) in fetched {
        match fetched {
            Ok(text) if shelf.content(&file) == Some(text.as_bytes()) => findings.unchanged += 1,
            Ok(text) => {
                let url = addresses.document(&id);
                findings.plan.arrivals.push(Arrival { id, file, text, url });
            }
            Err(Fault::Unknown) => findings.gone.push((id, file)),
            Err(fault) => findings.faults.push((id, fault.to_string())),
        }
    }
    Ok(findings)
}
