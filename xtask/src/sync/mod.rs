//! `cargo xtask sync`: the specifications follow fal.
//!
//! Two ways to look at fal give the same [`Findings`]: `refresh` asks for each document that was fetched
//! before, `all` takes the catalogue page by page, which `pages` keeps so that an interrupted run goes on.
//! What is found is written whole or not at all (`intake`). Specifications that came from elsewhere are
//! nobody's to change here; they are listed.

mod all;
mod pages;
mod refresh;

use std::{error::Error, io::Write, process::ExitCode};

use clap::Args;

use crate::{
    change::interrupt,
    fetch::{address::Addresses, client::Client},
    intake::{Plan, Shelf, Taken},
    workspace::Workspace,
};

type Done = Result<ExitCode, Box<dyn Error>>;

/// Options of `sync`.
#[derive(Args, Debug, Clone)]
pub struct Arguments {
    /// Remove the specifications of endpoints that fal has no more.
    #[arg(long)]
    pub prune: bool,
    /// Leave documents that cannot be taken as they are, and take the rest.
    #[arg(long)]
    pub keep_going: bool,
    /// How much of the catalogue is taken.
    #[command(flatten)]
    pub catalogue: Catalogue,
    /// Where fal is.
    #[command(flatten)]
    pub addresses: Addresses,
}

/// Options of the catalogue.
#[derive(Args, Debug, Clone)]
pub struct Catalogue {
    /// Take the whole catalogue, new endpoints too.
    #[arg(long)]
    pub all: bool,
    /// How many endpoints a page of the catalogue has.
    #[arg(long, value_name = "N", requires = "all", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub limit: u32,
    /// Forget the pages of an interrupted `--all`.
    #[arg(long, requires = "all")]
    pub restart: bool,
}

/// What a look at fal has found.
#[derive(Default)]
struct Findings {
    /// What is to be written.
    plan: Plan,
    /// How many documents are as they were.
    unchanged: usize,
    /// What fal has no more: id and file.
    gone: Vec<(String, String)>,
    /// What fal has no document of, and why.
    skipped: Vec<(String, String)>,
    /// What is wrong, by id.
    faults: Vec<(String, String)>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Done {
    interrupt::watch();
    let goes_on = if arguments.catalogue.all { "; the same command goes on from the last page" } else { "" };
    interrupt::told(follow(arguments, out), &format!("nothing was written{goes_on}"))
}

fn follow(arguments: &Arguments, out: &mut dyn Write) -> Done {
    let shelf = Shelf::read(Workspace::find())?;
    let client = Client::default();
    let pages = pages::Pages::of(shelf.workspace(), &arguments.addresses, arguments.catalogue.limit);
    let mut findings = if arguments.catalogue.all {
        all::look(&shelf, client, arguments, pages.clone())?
    } else {
        refresh::look(&shelf, client, &arguments.addresses)?
    };
    if arguments.prune {
        findings.plan.gone.extend(findings.gone.iter().map(|(_, file)| file.clone()));
    }
    findings.tell_faults();
    let taken = if findings.faults.is_empty() || arguments.keep_going {
        write(&shelf, &findings.plan, arguments.keep_going, out)?
    } else {
        None
    };
    let Some(refused) = taken else {
        writeln!(out, "nothing was written; with --keep-going the others are")?;
        return Ok(ExitCode::FAILURE);
    };
    if arguments.catalogue.all {
        pages.forget();
    }
    findings.tell(&shelf, &refused, arguments.prune, out)?;
    let whole = refused.is_empty() && findings.faults.is_empty();
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes a plan; the ids that were refused, or nothing where all was.
fn write(
    shelf: &Shelf,
    plan: &Plan,
    keep_going: bool,
    out: &mut dyn Write,
) -> Result<Option<Vec<String>>, Box<dyn Error>> {
    if plan.arrivals.is_empty() && plan.gone.is_empty() {
        return Ok(Some(Vec::new()));
    }
    Ok(match shelf.take(plan.clone(), keep_going, out)? {
        Taken::Refused => None,
        Taken::Written { refused, .. } => Some(refused),
    })
}

impl Findings {
    fn tell_faults(&self) {
        for (id, fault) in &self.faults {
            eprintln!("error: {id}: {fault}");
        }
    }

    fn tell(&self, shelf: &Shelf, refused: &[String], pruned: bool, out: &mut dyn Write) -> std::io::Result<()> {
        for (id, why) in &self.skipped {
            writeln!(out, "skipped {id}: {why}")?;
        }
        for (id, file) in &self.gone {
            let fate = if pruned { "removed" } else { "is kept; --prune removes it" };
            writeln!(out, "gone {id}: fal has it no more; spec/{file} {fate}")?;
        }
        let others: Vec<&str> = shelf.others().collect();
        for file in &others {
            writeln!(out, "left alone spec/{file}: it was not fetched from fal")?;
        }
        let taken = self.plan.arrivals.iter().filter(|arrival| !refused.contains(&arrival.id));
        let (changed, new): (Vec<_>, Vec<_>) = taken.partition(|arrival| shelf.content(&arrival.file).is_some());
        writeln!(
            out,
            "documents: {} new, {} changed, {} unchanged, {} gone, {} skipped, {} left alone",
            new.len(),
            changed.len(),
            self.unchanged,
            self.gone.len(),
            self.skipped.len(),
            others.len()
        )
    }
}
