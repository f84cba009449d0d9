//! `cargo xtask add ID…`: endpoints of fal become part of this crate.
//!
//! Fetches the document of each, checks it, generates, and writes all or nothing (`intake`). `ids` reads
//! what was typed, `outline` shows what a new endpoint looks like.

mod ids;
mod outline;

use std::{collections::BTreeSet, error::Error, io::Write, process::ExitCode, sync::Arc};

use clap::Args;
use fal_codegen::Output;

use crate::{
    change::interrupt::{self, Interrupted},
    fetch::{
        address::Addresses,
        client::Client,
        document::{self, Fault},
        many, nearby,
    },
    intake::{Arrival, Plan, Shelf, Taken},
    nearest, spec_index,
    workspace::Workspace,
};

/// Options of `add`.
#[derive(Args, Debug, Clone)]
pub struct Arguments {
    /// Ids of endpoints, e.g. `fal-ai/flux/dev`, or addresses of their pages on fal.ai.
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// Take fal's document in place of a specification that came from elsewhere.
    #[arg(long)]
    pub replace: bool,
    /// Leave out ids that cannot be added and add the rest.
    #[arg(long)]
    pub keep_going: bool,
    /// Where fal is.
    #[command(flatten)]
    pub addresses: Addresses,
}

type Done = Result<ExitCode, Box<dyn Error>>;

/// Exit status of a wrong call.
const USAGE: u8 = 2;

/// Runs the command.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Done {
    interrupt::watch();
    interrupt::told(add(arguments, out), "nothing was written")
}

fn add(arguments: &Arguments, out: &mut dyn Write) -> Done {
    let ids = match ids::read(&arguments.ids) {
        Ok(ids) => ids,
        Err(message) => {
            eprintln!("error: {message}");
            return Ok(ExitCode::from(USAGE));
        }
    };
    let shelf = Shelf::read(Workspace::find())?;
    let mut addition = Addition { arguments, shelf: &shelf, client: Arc::new(Client::default()), faults: 0 };
    let places = addition.places(&ids);
    let plan = addition.fetch(places, out)?;
    if addition.must_stop() {
        return addition.nothing_written(out);
    }
    if plan.arrivals.is_empty() {
        writeln!(out, "nothing to add")?;
        return Ok(addition.status());
    }
    match shelf.take(plan, arguments.keep_going, out)? {
        Taken::Refused => return addition.nothing_written(out),
        Taken::Written { output, refused } => {
            addition.faults += refused.len();
            tell_new(&shelf, &ids, &output, out)?;
        }
    }
    Ok(addition.status())
}

/// Where a document will be kept.
struct Place {
    id: String,
    file: String,
    /// The specification that it replaces.
    replaced: Option<String>,
}

struct Addition<'a> {
    arguments: &'a Arguments,
    shelf: &'a Shelf,
    client: Arc<Client>,
    faults: usize,
}

impl Addition<'_> {
    /// With a fault everything ends, unless the rest is wanted.
    fn must_stop(&self) -> bool {
        self.faults > 0 && !self.arguments.keep_going
    }

    fn nothing_written(&self, out: &mut dyn Write) -> Done {
        let several = self.arguments.ids.len() > 1;
        writeln!(out, "nothing was written{}", if several { "; with --keep-going the others are" } else { "" })?;
        Ok(ExitCode::FAILURE)
    }

    fn status(&self) -> ExitCode {
        if self.faults > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }

    fn fault(&mut self, id: &str, message: &str) {
        eprintln!("error: {id}: {message}");
        self.faults += 1;
    }

    /// The places of those that can be kept; the others are told.
    fn places(&mut self, ids: &[String]) -> Vec<Place> {
        let mut places = Vec::new();
        for id in ids {
            match self.place(id) {
                Ok(place) => places.push(place),
                Err(message) => self.fault(id, &message),
            }
        }
        places
    }

    fn place(&self, id: &str) -> Result<Place, String> {
        let own = spec_index::file(id);
        let described = self.shelf.file_of(id).map(str::to_owned);
        let there = described.or_else(|| self.shelf.content(&own).is_some().then(|| own.clone()));
        let Some(there) = there else { return Ok(Place { id: id.to_owned(), file: own, replaced: None }) };
        if self.shelf.index.rows.contains_key(&there) {
            return Ok(Place { id: id.to_owned(), file: there, replaced: None });
        }
        if self.shelf.endpoints_in(&there) > 1 {
            return Err(format!("spec/{there} describes it among others; take it out of that file first"));
        }
        if !self.arguments.replace {
            return Err(format!(
                "spec/{there} describes it already, and was not fetched from fal; \
                 with --replace fal's document takes its place"
            ));
        }
        Ok(Place { id: id.to_owned(), file: own, replaced: Some(there) })
    }

    /// Fetches what belongs to the places. What is there already, byte for byte, is told and not planned.
    fn fetch(&mut self, places: Vec<Place>, out: &mut dyn Write) -> Result<Plan, Box<dyn Error>> {
        let bar = many::bar(places.len(), "fetching");
        let (client, addresses) = self.at_hand();
        let fetched = many::each(places, &bar, move |place| {
            let answer = client.get(&addresses.document(&place.id)).map_err(Fault::NoAnswer)?;
            document::of_answer(&place.id, &answer)
        })?;
        let mut plan = Plan::default();
        for (Place { id, file, replaced }, fetched) in fetched {
            let text = match fetched {
                Ok(text) => text,
                Err(fault) => {
                    let offer = if matches!(fault, Fault::Unknown | Fault::Status(404, _)) {
                        self.nearest(&id)?
                    } else {
                        String::new()
                    };
                    self.fault(&id, &format!("{fault}{offer}"));
                    continue;
                }
            };
            if self.shelf.content(&file) == Some(text.as_bytes()) && replaced.is_none() {
                writeln!(out, "unchanged {id}")?;
                continue;
            }
            plan.gone.extend(replaced.filter(|replaced| *replaced != file));
            let url = self.arguments.addresses.document(&id);
            plan.arrivals.push(Arrival { id, file, text, url });
        }
        Ok(plan)
    }

    /// The known ids like one that fal does not know: of the repository and of the catalogue.
    fn nearest(&self, id: &str) -> Result<String, Interrupted> {
        let (client, addresses) = self.at_hand();
        let found = many::one(id.to_owned(), move |id| nearby::ids(&client, &addresses, id))?.unwrap_or_default();
        let known = self.shelf.ids().into_iter().chain(found.iter().map(String::as_str));
        let known: BTreeSet<&str> = known.filter(|known| *known != id).collect();
        Ok(nearest::sentence(id, &known.into_iter().collect::<Vec<_>>()))
    }

    /// What a thread takes along to ask.
    fn at_hand(&self) -> (Arc<Client>, Addresses) {
        (Arc::clone(&self.client), self.arguments.addresses.clone())
    }
}

/// Shows each endpoint that was not there before.
fn tell_new(shelf: &Shelf, ids: &[String], output: &Output, out: &mut dyn Write) -> std::io::Result<()> {
    let known = shelf.ids();
    for id in ids.iter().filter(|id| !known.contains(&id.as_str())) {
        outline::tell(id, output, out)?;
    }
    Ok(())
}
