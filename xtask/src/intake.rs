//! What was fetched becomes part of the repository: generated first, and written whole if it can be.
//!
//! `add` and `sync` decide what is taken; here it is done. A refused document writes nothing, or with
//! `--keep-going` only stays outside itself.

use std::{collections::BTreeSet, error::Error, io::Write, process::ExitCode};

use fal_codegen::{
    Diagnostic, Model, OnError, Options, Output, Severity, Source, diff::Kind, generate, model, render::Target,
};

use crate::{
    change::{Change, interrupt},
    codegen,
    diff::{Comparison, Given},
    sources,
    spec_index::{self, Row, SpecIndex},
    told::{Format, statements},
    workspace::Workspace,
};

/// A document that is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The endpoint.
    pub id: String,
    /// The file below `spec/`.
    pub file: String,
    /// The document in its form.
    pub text: String,
    /// Where it came from.
    pub url: String,
}

/// What is in the repository before.
pub struct Shelf {
    workspace: Workspace,
    sources: Vec<Source>,
    /// Which specifications were fetched.
    pub index: SpecIndex,
    before: Model,
}

/// What is to become of the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Documents that are new or other than before.
    pub arrivals: Vec<Arrival>,
    /// Files below `spec/` that go.
    pub gone: BTreeSet<String>,
}

/// What became of a plan.
pub enum Taken {
    /// Nothing was written.
    Refused,
    /// It was written, but for these ids.
    Written {
        /// What the generator has made of it.
        output: Box<Output>,
        /// The ids of documents that were refused and stayed outside.
        refused: Vec<String>,
    },
}

impl Shelf {
    /// Reads the specifications of a workspace.
    pub fn read(workspace: Workspace) -> Result<Self, Box<dyn Error>> {
        let folder = workspace.spec();
        let sources = if folder.is_dir() { sources::read(&folder)? } else { Vec::new() };
        let before = model(&sources, &options());
        Ok(Self { index: SpecIndex::read(&workspace)?, workspace, sources, before })
    }

    /// The workspace.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The ids of all endpoints.
    pub fn ids(&self) -> Vec<&str> {
        self.before.api.endpoints.iter().map(|endpoint| endpoint.id.as_str()).collect()
    }

    /// The file that describes an endpoint, fetched or not.
    pub fn file_of(&self, id: &str) -> Option<&str> {
        let described = self.before.api.endpoints.iter().find(|endpoint| endpoint.id == id);
        described.map(|endpoint| endpoint.source.as_str()).or_else(|| self.index.file_of(id))
    }

    /// How many endpoints a file describes.
    pub fn endpoints_in(&self, file: &str) -> usize {
        self.before.api.endpoints.iter().filter(|endpoint| endpoint.source == file).count()
    }

    /// The content of a file below `spec/`.
    pub fn content(&self, file: &str) -> Option<&[u8]> {
        self.sources.iter().find(|source| source.name == file).map(|source| source.bytes.as_slice())
    }

    /// The specifications that were not fetched.
    pub fn others(&self) -> impl Iterator<Item = &str> {
        let names = self.sources.iter().filter(|source| !source.is_overlay()).map(|source| source.name.as_str());
        names.filter(|name| !self.index.rows.contains_key(*name))
    }

    /// Generates with what is planned, and writes all of it if nothing is refused.
    pub fn take(&self, mut plan: Plan, keep_going: bool, out: &mut dyn Write) -> Result<Taken, Box<dyn Error>> {
        let mut refused = Vec::new();
        let (sources, output) = loop {
            let sources = self.sources_after(&plan);
            let output = generate(&sources, &options());
            let faulty: BTreeSet<String> = plan.arrivals.iter().filter_map(|one| fault_of(one, &output)).collect();
            if !faulty.is_empty() || (output.is_refused() && !keep_going) {
                tell_refused(&plan, &faulty, &output, &sources, out)?;
            }
            if !keep_going && (!faulty.is_empty() || output.is_refused()) {
                return Ok(Taken::Refused);
            }
            if faulty.is_empty() {
                break (sources, output);
            }
            plan.arrivals.retain(|arrival| !faulty.contains(&arrival.id));
            refused.extend(faulty);
        };
        tell_arrived(&plan, &output, &sources)?;
        let told = self.write(&plan, keep_going)?;
        out.write_all(&told)?;
        self.tell_changes(sources, out)?;
        Ok(Taken::Written { output: Box::new(output), refused })
    }

    /// What changed for users of the endpoints that were there before; new ones are no change for anybody.
    fn tell_changes(&self, sources: Vec<Source>, out: &mut dyn Write) -> std::io::Result<()> {
        let state = |name: &str, sources| Given { name: name.to_owned(), sources };
        let mut comparison = Comparison::of(&state("before", self.sources.clone()), &state("now", sources));
        comparison.changes.retain(|change| change.kind != Kind::EndpointAdded);
        if comparison.changes.is_empty() { Ok(()) } else { write!(out, "\n{}\n", comparison.text()) }
    }

    fn sources_after(&self, plan: &Plan) -> Vec<Source> {
        let replaced = |name: &String| plan.arrivals.iter().any(|arrival| arrival.file == *name);
        let stays = |source: &&Source| !plan.gone.contains(&source.name) && !replaced(&source.name);
        let mut sources: Vec<Source> = self.sources.iter().filter(stays).cloned().collect();
        let arrivals = plan.arrivals.iter().map(|one| Source::new(one.file.as_str(), one.text.as_bytes()));
        sources.extend(arrivals);
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        sources
    }

    /// Writes specifications, index and what is generated from them; returns what the generator tells.
    fn write(&self, plan: &Plan, keep_going: bool) -> Result<Vec<u8>, Box<dyn Error>> {
        let change = Change::begin(&self.workspace)?;
        for file in plan.gone.iter().filter(|file| self.content(file).is_some()) {
            change.remove(&format!("spec/{file}"))?;
        }
        for arrival in &plan.arrivals {
            change.write(&format!("spec/{}", arrival.file), &arrival.text)?;
        }
        change.write(&format!("spec/{}", spec_index::FILE), &self.index_after(plan).text())?;
        let arguments = codegen::Arguments { quiet: true, keep_going, ..codegen::Arguments::default() };
        let mut told = Vec::new();
        let status = codegen::run_in(&change.workspace(), &arguments, &mut told)?;
        if status != ExitCode::SUCCESS && !keep_going {
            return Err("the specifications were changed meanwhile and cannot be generated: nothing was written".into());
        }
        interrupt::check()?;
        change.commit()?;
        Ok(told)
    }

    fn index_after(&self, plan: &Plan) -> SpecIndex {
        let mut index = self.index.clone();
        index.rows.retain(|file, _| !plan.gone.contains(file));
        let day = spec_index::today();
        for Arrival { id, file, url, .. } in &plan.arrivals {
            index.rows.insert(file.clone(), Row { id: id.clone(), day: day.clone(), url: url.clone() });
        }
        index
    }
}

fn options() -> Options {
    Options { on_error: OnError::Skip, ..Options::new(Target::own()) }
}

/// The id of an arrival that cannot be generated, or describes nothing that can be called.
fn fault_of(arrival: &Arrival, output: &Output) -> Option<String> {
    let born = output.api.endpoints.iter().any(|one| one.id == arrival.id && one.source == arrival.file);
    (!born).then(|| arrival.id.clone())
}

fn is_about(diagnostic: &Diagnostic, file: &str) -> bool {
    let told_of = Source::new(&*diagnostic.origin.place.file, "");
    told_of.stem() == Source::new(file, "").stem()
}

fn tell_refused(
    plan: &Plan,
    faulty: &BTreeSet<String>,
    output: &Output,
    sources: &[Source],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let of_arrival = |one: &Diagnostic| plan.arrivals.iter().any(|arrival| is_about(one, &arrival.file));
    let errors = output.diagnostics.iter().filter(|one| one.severity == Severity::Error || of_arrival(one));
    let errors: Vec<Diagnostic> = errors.cloned().collect();
    std::io::stderr().write_all(statements(&errors, sources, Format::Text, codegen::look()).as_bytes())?;
    for id in faulty {
        writeln!(out, "refused {id}: its document cannot be generated")?;
    }
    Ok(())
}

/// What there is to say of the documents that are taken.
fn tell_arrived(plan: &Plan, output: &Output, sources: &[Source]) -> std::io::Result<()> {
    let of_arrival = |one: &&Diagnostic| plan.arrivals.iter().any(|arrival| is_about(one, &arrival.file));
    let about: Vec<Diagnostic> = output.diagnostics.iter().filter(of_arrival).cloned().collect();
    std::io::stderr().write_all(statements(&about, sources, Format::Text, codegen::look()).as_bytes())
}
