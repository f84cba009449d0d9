//! Two states, read up to the names and compared; nothing is written.

use std::{collections::BTreeSet, io::IsTerminal};

use fal_codegen::{
    Diagnostic, Model, OnError, Options, Severity, Source,
    diff::{Change, Kind, State, compare},
    model,
    render::Target,
};

use super::{Bump, Given, json, markdown, text};
use crate::report::{Look, draw};

/// Every crate of the workspace has one version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is different between two states, and what could not be compared.
#[derive(Debug)]
pub struct Comparison {
    /// What the old state is called.
    pub from: String,
    /// What the new state is called.
    pub to: String,
    /// What changed.
    pub changes: Vec<Change>,
    /// The version that the changes ask for.
    pub bump: Option<Bump>,
    /// The specifications that were refused, drawn.
    pub told: String,
    /// Whether the new state has one.
    pub refused: bool,
}

impl Comparison {
    /// Compares two states. Specifications that are refused in one of them are told, and left out of both.
    pub fn of(old: &Given, new: &Given) -> Self {
        let (before, after) = (understood(&old.sources), understood(&new.sources));
        let mut changes = compare(state(&before), state(&after));
        let (lost, gained) = (Refused::in_(&after), Refused::in_(&before));
        changes.retain(|change| match change.kind {
            Kind::EndpointRemoved => !lost.has(&change.endpoint, &before),
            Kind::EndpointAdded => !gained.has(&change.endpoint, &after),
            _ => true,
        });
        Self {
            from: old.name.clone(),
            to: new.name.clone(),
            bump: Bump::of(VERSION, &changes),
            changes,
            told: told(old, &before) + &told(new, &after),
            refused: errors(&after).next().is_some(),
        }
    }

    /// The comparison as `cargo xtask diff` tells it on a screen.
    pub fn text(&self) -> String {
        text::render(self)
    }

    /// The changes as lines for a change log.
    pub fn markdown(&self) -> String {
        markdown::render(&self.changes)
    }

    /// The comparison as one object of JSON.
    pub fn json(&self) -> String {
        json::render(self)
    }
}

/// The lock is left out: where a shared type stands is not for programs to know.
fn understood(sources: &[Source]) -> Model {
    model(sources, &Options { on_error: OnError::Skip, ..Options::new(Target::own()) })
}

fn state(model: &Model) -> State<'_> {
    State { api: &model.api, names: &model.names }
}

fn errors(model: &Model) -> impl Iterator<Item = &Diagnostic> {
    model.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
}

/// What is refused in a state: files by their stem, and single endpoints.
struct Refused {
    stems: BTreeSet<String>,
    ids: BTreeSet<String>,
}

impl Refused {
    fn in_(model: &Model) -> Self {
        let stems = errors(model).filter(|error| error.endpoint.is_none()).map(|error| stem(&error.origin.place.file));
        let ids = errors(model).filter_map(|error| error.endpoint.clone());
        Self { stems: stems.collect(), ids: ids.collect() }
    }

    /// Whether an endpoint of the other state is not there because it is refused here.
    fn has(&self, id: &str, other: &Model) -> bool {
        let endpoint = other.api.endpoints.iter().find(|endpoint| endpoint.id == id);
        self.ids.contains(id) || endpoint.is_some_and(|endpoint| self.stems.contains(&stem(&endpoint.source)))
    }
}

fn stem(file: &str) -> String {
    Source::new(file, "").stem().to_owned()
}

fn told(given: &Given, model: &Model) -> String {
    let look = if std::io::stderr().is_terminal() { Look::Colour } else { Look::Plain };
    let drawn: Vec<String> = errors(model).map(|error| draw(error, &given.sources, look)).collect();
    if drawn.is_empty() {
        return String::new();
    }
    format!("Refused at {} and not compared:\n\n{}\n", given.name, drawn.join("\n"))
}
