//! Imports fetched documents: generates code from them and writes both in one transaction.
//!
//! If a document is rejected, nothing is written; with `--keep-going` only that document is left out. `add` and
//! `sync` decide which documents are imported.

use std::{collections::BTreeSet, error::Error, io::Write, process::ExitCode};

use fal_codegen::{
    ApiModel, Diagnostic, OnError, Options, Output, Severity, Source, diff::ChangeKind, generate, model, render::Target,
};

use crate::{
    codegen,
    diagnostics::ColorChoice,
    diff::{Comparison, SpecSnapshot},
    output_format::{DiagnosticFormat, format_diagnostics},
    sources,
    spec_index::{self, IndexEntry, SpecIndex},
    transaction::{Transaction, interrupt},
    workspace::Workspace,
};

/// A fetched document of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedSpec {
    /// Endpoint id.
    pub id: String,
    /// File relative to `spec/`.
    pub file: String,
    /// Document in canonical form.
    pub text: String,
    /// URL it was fetched from.
    pub url: String,
}

/// Specifications of the workspace before an import.
pub struct SpecStore {
    workspace: Workspace,
    sources: Vec<Source>,
    /// Index of the fetched specifications.
    pub index: SpecIndex,
    before: ApiModel,
}

/// Planned changes of the specifications.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportPlan {
    /// New or changed documents.
    pub specs: Vec<FetchedSpec>,
    /// Files to remove, relative to `spec/`.
    pub removed: BTreeSet<String>,
}

/// Outcome of an import.
pub enum ImportResult {
    /// A document was rejected and nothing was written.
    Rejected,
    /// The plan was written.
    Written {
        /// Output of the generator.
        output: Box<Output>,
        /// Ids of rejected documents, which were left out.
        rejected: Vec<String>,
    },
}

impl SpecStore {
    /// Reads the specifications of a workspace.
    pub fn read(workspace: Workspace) -> Result<Self, Box<dyn Error>> {
        let folder = workspace.spec();
        let sources = if folder.is_dir() { sources::read(&folder)? } else { Vec::new() };
        let before = model(&sources, &options());
        Ok(Self { index: SpecIndex::read(&workspace)?, workspace, sources, before })
    }

    /// Returns the workspace.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Returns the ids of all endpoints.
    pub fn ids(&self) -> Vec<&str> {
        self.before.api.endpoints.iter().map(|endpoint| endpoint.id.as_str()).collect()
    }

    /// Returns the specification file of an endpoint.
    pub fn file_of(&self, id: &str) -> Option<&str> {
        let described = self.before.api.endpoints.iter().find(|endpoint| endpoint.id == id);
        described.map(|endpoint| endpoint.source.as_str()).or_else(|| self.index.file_of(id))
    }

    /// Returns the number of endpoints in a file.
    pub fn endpoint_count(&self, file: &str) -> usize {
        self.before.api.endpoints.iter().filter(|endpoint| endpoint.source == file).count()
    }

    /// Returns the content of a file, relative to `spec/`.
    pub fn content(&self, file: &str) -> Option<&[u8]> {
        self.sources.iter().find(|source| source.name == file).map(|source| source.bytes.as_slice())
    }

    /// Returns the specifications that were not fetched from fal.
    pub fn local_specs(&self) -> impl Iterator<Item = &str> {
        let names = self.sources.iter().filter(|source| !source.is_overlay()).map(|source| source.name.as_str());
        names.filter(|name| !self.index.entries.contains_key(*name))
    }

    /// Generates code from the planned specifications and writes everything unless a document is rejected.
    pub fn import(
        &self,
        mut plan: ImportPlan,
        keep_going: bool,
        out: &mut dyn Write,
    ) -> Result<ImportResult, Box<dyn Error>> {
        let mut rejected = Vec::new();
        let (sources, output) = loop {
            let sources = self.sources_after(&plan);
            let output = generate(&sources, &options());
            let missing: BTreeSet<String> =
                plan.specs.iter().filter(|spec| !is_generated(spec, &output)).map(|spec| spec.id.clone()).collect();
            if !missing.is_empty() || (output.has_rejected_specs() && !keep_going) {
                print_errors(&plan, &missing, &output, &sources, out)?;
            }
            if !keep_going && (!missing.is_empty() || output.has_rejected_specs()) {
                return Ok(ImportResult::Rejected);
            }
            if missing.is_empty() {
                break (sources, output);
            }
            plan.specs.retain(|spec| !missing.contains(&spec.id));
            rejected.extend(missing);
        };
        print_diagnostics(&plan, &output, &sources)?;
        let summary = self.write(&plan, keep_going)?;
        out.write_all(&summary)?;
        self.print_changes(sources, out)?;
        Ok(ImportResult::Written { output: Box::new(output), rejected })
    }

    /// Prints API changes of existing endpoints. New endpoints change nothing for current users.
    fn print_changes(&self, sources: Vec<Source>, out: &mut dyn Write) -> std::io::Result<()> {
        let state = |name: &str, sources| SpecSnapshot { name: name.to_owned(), sources, lock: None };
        let mut comparison = Comparison::new(&state("before", self.sources.clone()), &state("now", sources));
        comparison.changes.retain(|change| change.kind != ChangeKind::EndpointAdded);
        if comparison.changes.is_empty() { Ok(()) } else { write!(out, "\n{}\n", comparison.text()) }
    }

    fn sources_after(&self, plan: &ImportPlan) -> Vec<Source> {
        let replaced = |name: &String| plan.specs.iter().any(|spec| spec.file == *name);
        let stays = |source: &&Source| !plan.removed.contains(&source.name) && !replaced(&source.name);
        let mut sources: Vec<Source> = self.sources.iter().filter(stays).cloned().collect();
        sources.extend(plan.specs.iter().map(|spec| Source::new(spec.file.as_str(), spec.text.as_bytes())));
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        sources
    }

    /// Writes specifications, index and generated files in one transaction. Returns the generator's summary.
    fn write(&self, plan: &ImportPlan, keep_going: bool) -> Result<Vec<u8>, Box<dyn Error>> {
        let transaction = Transaction::begin(&self.workspace)?;
        for file in plan.removed.iter().filter(|file| self.content(file).is_some()) {
            transaction.remove(&format!("spec/{file}"))?;
        }
        for spec in &plan.specs {
            transaction.write(&format!("spec/{}", spec.file), &spec.text)?;
        }
        transaction.write(&format!("spec/{}", spec_index::FILE), &self.index_after(plan).text())?;
        let args = codegen::CodegenArgs { quiet: true, keep_going, ..codegen::CodegenArgs::default() };
        let mut summary = Vec::new();
        let status = codegen::run_in(&transaction.workspace(), &args, &mut summary)?;
        if status != ExitCode::SUCCESS && !keep_going {
            return Err(
                "specifications changed during the import and can no longer be generated; nothing was written".into()
            );
        }
        interrupt::check()?;
        transaction.commit()?;
        Ok(summary)
    }

    fn index_after(&self, plan: &ImportPlan) -> SpecIndex {
        let mut index = self.index.clone();
        index.entries.retain(|file, _| !plan.removed.contains(file));
        let date = spec_index::today();
        for FetchedSpec { id, file, url, .. } in &plan.specs {
            index.entries.insert(file.clone(), IndexEntry { id: id.clone(), date: date.clone(), url: url.clone() });
        }
        index
    }
}

fn options() -> Options {
    Options { on_error: OnError::Skip, ..Options::new(Target::own()) }
}

/// Whether a document was generated and describes its endpoint.
fn is_generated(spec: &FetchedSpec, output: &Output) -> bool {
    output.api.endpoints.iter().any(|endpoint| endpoint.id == spec.id && endpoint.source == spec.file)
}

/// Whether a diagnostic is about a file or an overlay of it.
fn is_about(diagnostic: &Diagnostic, file: &str) -> bool {
    let source = Source::new(&*diagnostic.origin.span.file, "");
    source.stem() == Source::new(file, "").stem()
}

/// Prints why documents were rejected.
fn print_errors(
    plan: &ImportPlan,
    missing: &BTreeSet<String>,
    output: &Output,
    sources: &[Source],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let is_planned = |one: &Diagnostic| plan.specs.iter().any(|spec| is_about(one, &spec.file));
    let errors = output.diagnostics.iter().filter(|one| one.severity == Severity::Error || is_planned(one));
    let errors: Vec<Diagnostic> = errors.cloned().collect();
    std::io::stderr().write_all(
        format_diagnostics(&errors, sources, DiagnosticFormat::Text, ColorChoice::for_stderr()).as_bytes(),
    )?;
    for id in missing {
        writeln!(out, "rejected {id}: no code can be generated from its document")?;
    }
    Ok(())
}

/// Prints the diagnostics of the imported documents.
fn print_diagnostics(plan: &ImportPlan, output: &Output, sources: &[Source]) -> std::io::Result<()> {
    let is_planned = |one: &&Diagnostic| plan.specs.iter().any(|spec| is_about(one, &spec.file));
    let diagnostics: Vec<Diagnostic> = output.diagnostics.iter().filter(is_planned).cloned().collect();
    std::io::stderr().write_all(
        format_diagnostics(&diagnostics, sources, DiagnosticFormat::Text, ColorChoice::for_stderr()).as_bytes(),
    )
}
