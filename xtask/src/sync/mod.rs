//! `cargo xtask sync`: updates the specifications that were fetched from fal.
//!
//! `refresh` fetches each of them again; `all` fetches the whole catalogue, and `pages` stores its pages so that an
//! interrupted run can continue. Both return [`SyncFindings`]; `import` writes all changes or none. Specifications that
//! were not fetched from fal are listed and not changed.

mod all;
mod pages;
mod refresh;

use std::{error::Error, io::Write, process::ExitCode};

use clap::Args;

use crate::{
    command::CommandResult,
    fetch::{client::Client, urls::ApiUrls},
    import::{ImportPlan, ImportResult, SpecStore},
    transaction::interrupt,
    workspace::Workspace,
};

/// Options of `sync`.
#[derive(Args, Debug, Clone)]
pub struct SyncArgs {
    /// Remove the specifications of endpoints that no longer exist at fal.
    #[arg(long)]
    pub prune: bool,
    /// Skip documents that cannot be imported and import the rest.
    #[arg(long)]
    pub keep_going: bool,
    /// Options of the catalogue.
    #[command(flatten)]
    pub catalogue: CatalogueArgs,
    /// URLs of fal.
    #[command(flatten)]
    pub urls: ApiUrls,
}

/// Options of the catalogue.
#[derive(Args, Debug, Clone)]
pub struct CatalogueArgs {
    /// Fetch the whole catalogue, including new endpoints.
    #[arg(long)]
    pub all: bool,
    /// Number of endpoints per page of the catalogue.
    #[arg(long, value_name = "N", requires = "all", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub limit: u32,
    /// Discard the stored pages of an interrupted `--all`.
    #[arg(long, requires = "all")]
    pub restart: bool,
}

/// Differences between fal and the workspace.
#[derive(Default)]
struct SyncFindings {
    /// Documents to write.
    plan: ImportPlan,
    /// Number of unchanged documents.
    unchanged: usize,
    /// Id and file of endpoints that no longer exist at fal.
    gone: Vec<(String, String)>,
    /// Id of endpoints without a document, and the reason.
    skipped: Vec<(String, String)>,
    /// Id and error of documents that could not be fetched.
    failed: Vec<(String, String)>,
}

/// Runs the command.
pub fn run(args: &SyncArgs, out: &mut dyn Write) -> CommandResult {
    interrupt::watch();
    let hint = if args.catalogue.all { "; the same command continues after the last page" } else { "" };
    interrupt::report(sync(args, out), &format!("nothing was written{hint}"))
}

fn sync(args: &SyncArgs, out: &mut dyn Write) -> CommandResult {
    let store = SpecStore::read(Workspace::find())?;
    let client = Client::default();
    let pages = pages::CataloguePages::new(store.workspace(), &args.urls, args.catalogue.limit);
    let mut findings = if args.catalogue.all {
        all::findings(&store, client, args, pages.clone())?
    } else {
        refresh::findings(&store, client, &args.urls)?
    };
    if args.prune {
        findings.plan.removed.extend(findings.gone.iter().map(|(_, file)| file.clone()));
    }
    findings.print_failures();
    let imported = if findings.failed.is_empty() || args.keep_going {
        import(&store, &findings.plan, args.keep_going, out)?
    } else {
        None
    };
    let Some(rejected) = imported else {
        writeln!(out, "nothing was written; --keep-going imports the others")?;
        return Ok(ExitCode::FAILURE);
    };
    if args.catalogue.all {
        pages.clear();
    }
    findings.print(&store, &rejected, args.prune, out)?;
    let complete = rejected.is_empty() && findings.failed.is_empty();
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Imports a plan. Returns the ids of rejected documents, or `None` if nothing was written because of one.
fn import(
    store: &SpecStore,
    plan: &ImportPlan,
    keep_going: bool,
    out: &mut dyn Write,
) -> Result<Option<Vec<String>>, Box<dyn Error>> {
    if plan.specs.is_empty() && plan.removed.is_empty() {
        return Ok(Some(Vec::new()));
    }
    Ok(match store.import(plan.clone(), keep_going, out)? {
        ImportResult::Rejected => None,
        ImportResult::Written { rejected, .. } => Some(rejected),
    })
}

impl SyncFindings {
    fn print_failures(&self) {
        for (id, error) in &self.failed {
            eprintln!("error: {id}: {error}");
        }
    }

    fn print(&self, store: &SpecStore, rejected: &[String], pruned: bool, out: &mut dyn Write) -> std::io::Result<()> {
        for (id, reason) in &self.skipped {
            writeln!(out, "skipped {id}: {reason}")?;
        }
        for (id, file) in &self.gone {
            let action = if pruned { "removed" } else { "kept; --prune removes it" };
            writeln!(out, "gone {id}: no longer at fal; spec/{file} {action}")?;
        }
        let local: Vec<&str> = store.local_specs().collect();
        for file in &local {
            writeln!(out, "unmanaged spec/{file}: not fetched from fal")?;
        }
        let imported = self.plan.specs.iter().filter(|spec| !rejected.contains(&spec.id));
        let (changed, new): (Vec<_>, Vec<_>) = imported.partition(|spec| store.content(&spec.file).is_some());
        writeln!(
            out,
            "documents: {} new, {} changed, {} unchanged, {} gone, {} skipped, {} unmanaged",
            new.len(),
            changed.len(),
            self.unchanged,
            self.gone.len(),
            self.skipped.len(),
            local.len()
        )
    }
}
