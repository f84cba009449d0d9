//! `cargo xtask add ID…`: fetches the OpenAPI documents of endpoints from fal and generates their code.
//!
//! `ids` parses the arguments, `fetch` downloads and checks the documents, `import` writes all of them or none, `outline`
//! prints what a new endpoint looks like in Rust.

mod ids;
mod outline;

use std::{collections::BTreeSet, error::Error, io::Write, process::ExitCode, sync::Arc};

use clap::Args;
use fal_codegen::Output;

use crate::{
    command::{CommandResult, usage_error},
    fetch::{
        client::Client,
        document::{self, DocumentError},
        fallback, parallel,
        urls::ApiUrls,
    },
    import::{FetchedSpec, ImportPlan, ImportResult, SpecStore},
    spec_index, suggest,
    transaction::interrupt::{self, Interrupted},
    workspace::Workspace,
};

/// Options of `add`.
#[derive(Args, Debug, Clone)]
pub struct AddArgs {
    /// Endpoint ids, e.g. `fal-ai/flux/dev`, or URLs of their pages on fal.ai.
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// Replace specifications that were not fetched from fal.
    #[arg(long)]
    pub replace: bool,
    /// Skip endpoints that cannot be added and add the rest.
    #[arg(long)]
    pub keep_going: bool,
    /// URLs of fal.
    #[command(flatten)]
    pub urls: ApiUrls,
}

/// Runs the command.
pub fn run(args: &AddArgs, out: &mut dyn Write) -> CommandResult {
    interrupt::watch();
    interrupt::report(add(args, out), "nothing was written")
}

fn add(args: &AddArgs, out: &mut dyn Write) -> CommandResult {
    let ids = match ids::parse(&args.ids) {
        Ok(ids) => ids,
        Err(message) => return Ok(usage_error(&message)),
    };
    let store = SpecStore::read(Workspace::find())?;
    let mut run = AddRun { args, store: &store, client: Arc::new(Client::default()), failures: 0 };
    let targets = run.targets(&ids);
    let plan = run.fetch(targets, out)?;
    if run.must_stop() {
        return run.print_nothing_written(out);
    }
    if plan.specs.is_empty() {
        writeln!(out, "nothing to add")?;
        return Ok(run.status());
    }
    match store.import(plan, args.keep_going, out)? {
        ImportResult::Rejected => return run.print_nothing_written(out),
        ImportResult::Written { output, rejected } => {
            run.failures += rejected.len();
            print_new(&store, &ids, &output, out)?;
        }
    }
    Ok(run.status())
}

/// The file for the document of an endpoint.
struct TargetFile {
    id: String,
    file: String,
    /// Existing specification that it replaces.
    replaced: Option<String>,
}

/// State of a run of `add`.
struct AddRun<'a> {
    args: &'a AddArgs,
    store: &'a SpecStore,
    client: Arc<Client>,
    failures: usize,
}

impl AddRun<'_> {
    /// Whether a failure ends the run.
    fn must_stop(&self) -> bool {
        self.failures > 0 && !self.args.keep_going
    }

    fn print_nothing_written(&self, out: &mut dyn Write) -> CommandResult {
        let hint = if self.args.ids.len() > 1 { "; --keep-going adds the others" } else { "" };
        writeln!(out, "nothing was written{hint}")?;
        Ok(ExitCode::FAILURE)
    }

    fn status(&self) -> ExitCode {
        if self.failures > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }

    fn fail(&mut self, id: &str, message: &str) {
        eprintln!("error: {id}: {message}");
        self.failures += 1;
    }

    /// Returns the target files. Endpoints that cannot be added are reported.
    fn targets(&mut self, ids: &[String]) -> Vec<TargetFile> {
        let mut targets = Vec::new();
        for id in ids {
            match self.target(id) {
                Ok(target) => targets.push(target),
                Err(message) => self.fail(id, &message),
            }
        }
        targets
    }

    fn target(&self, id: &str) -> Result<TargetFile, String> {
        let default = spec_index::file_name(id);
        let described = self.store.file_of(id).map(str::to_owned);
        let existing = described.or_else(|| self.store.content(&default).is_some().then(|| default.clone()));
        let Some(existing) = existing else {
            return Ok(TargetFile { id: id.to_owned(), file: default, replaced: None });
        };
        if self.store.index.entries.contains_key(&existing) {
            return Ok(TargetFile { id: id.to_owned(), file: existing, replaced: None });
        }
        if self.store.endpoint_count(&existing) > 1 {
            return Err(format!("spec/{existing} describes it and other endpoints; remove it from that file first"));
        }
        if !self.args.replace {
            return Err(format!(
                "spec/{existing} describes it and was not fetched from fal; --replace replaces that file"
            ));
        }
        Ok(TargetFile { id: id.to_owned(), file: default, replaced: Some(existing) })
    }

    /// Fetches the documents. Unchanged ones are reported and not part of the plan.
    fn fetch(&mut self, targets: Vec<TargetFile>, out: &mut dyn Write) -> Result<ImportPlan, Box<dyn Error>> {
        let bar = parallel::bar(targets.len(), "fetching");
        let (client, urls) = self.client();
        let fetched = parallel::each(targets, &bar, move |target| {
            let response = client.get(&urls.document(&target.id)).map_err(DocumentError::Fetch)?;
            document::from_response(&target.id, &response)
        })?;
        let mut plan = ImportPlan::default();
        for (target, fetched) in fetched {
            match fetched {
                Ok(text) => self.plan_document(target, text, &mut plan, out)?,
                Err(error) => self.fail_fetch(&target.id, &error)?,
            }
        }
        Ok(plan)
    }

    fn plan_document(
        &self,
        target: TargetFile,
        text: String,
        plan: &mut ImportPlan,
        out: &mut dyn Write,
    ) -> std::io::Result<()> {
        let TargetFile { id, file, replaced } = target;
        if self.store.content(&file) == Some(text.as_bytes()) && replaced.is_none() {
            return writeln!(out, "unchanged {id}");
        }
        plan.removed.extend(replaced.filter(|replaced| *replaced != file));
        let url = self.args.urls.document(&id);
        plan.specs.push(FetchedSpec { id, file, text, url });
        Ok(())
    }

    /// Reports a failed download; for an unknown id, with similar ids.
    fn fail_fetch(&mut self, id: &str, error: &DocumentError) -> Result<(), Interrupted> {
        let suggestion = match error {
            DocumentError::Unknown | DocumentError::Status(404, _) => self.suggestion(id)?,
            _ => String::new(),
        };
        self.fail(id, &format!("{error}{suggestion}"));
        Ok(())
    }

    /// Suggests similar ids of the workspace and of fal's catalogue.
    fn suggestion(&self, id: &str) -> Result<String, Interrupted> {
        let (client, urls) = self.client();
        let found = parallel::one(id.to_owned(), move |id| fallback::ids(&client, &urls, id))?.unwrap_or_default();
        let known = self.store.ids().into_iter().chain(found.iter().map(String::as_str));
        let known: BTreeSet<&str> = known.filter(|known| *known != id).collect();
        Ok(suggest::suggestion(id, &known.into_iter().collect::<Vec<_>>()))
    }

    /// Returns the client and the URLs for a thread.
    fn client(&self) -> (Arc<Client>, ApiUrls) {
        (Arc::clone(&self.client), self.args.urls.clone())
    }
}

/// Prints an outline of each new endpoint.
fn print_new(store: &SpecStore, ids: &[String], output: &Output, out: &mut dyn Write) -> std::io::Result<()> {
    let known = store.ids();
    for id in ids.iter().filter(|id| !known.contains(&id.as_str())) {
        outline::print(id, output, out)?;
    }
    Ok(())
}
