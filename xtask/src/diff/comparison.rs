//! Compares two snapshots of the specifications without writing anything.

use std::collections::BTreeSet;

use fal_codegen::{
    ApiModel, Diagnostic, OnError, Options, Positions, Severity, Source,
    diff::{Change, ChangeKind, Snapshot, compare},
    model,
    render::Target,
};

use semver::Version;

use super::{SpecSnapshot, VersionBump, json, markdown, text};
use crate::diagnostics::{ColorChoice, render};

/// Version of all crates of the workspace.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// API changes between two snapshots.
#[derive(Debug)]
pub struct Comparison {
    /// Name of the old snapshot.
    pub from: String,
    /// Name of the new snapshot.
    pub to: String,
    /// API changes.
    pub changes: Vec<Change>,
    /// Version that the changes require.
    pub bump: Option<VersionBump>,
    /// Rendered errors of the specifications that were rejected.
    pub errors: String,
    /// Whether a specification of the new snapshot was rejected.
    pub rejected: bool,
}

impl Comparison {
    /// Compares two snapshots. A specification that is rejected in one of them is left out of both and reported.
    pub fn new(old: &SpecSnapshot, new: &SpecSnapshot) -> Self {
        let before = read_model(&old.sources, old.lock.as_deref().unwrap_or_default());
        let after = read_model(&new.sources, new.lock.as_deref().unwrap_or(&before.lock));
        let mut changes = compare(state(&before), state(&after));
        let (lost, gained) = (RejectedSpecs::new(&after), RejectedSpecs::new(&before));
        changes.retain(|change| match change.kind {
            ChangeKind::EndpointRemoved => !lost.contains(&change.endpoint, &before),
            ChangeKind::EndpointAdded => !gained.contains(&change.endpoint, &after),
            _ => true,
        });
        Self {
            from: old.name.clone(),
            to: new.name.clone(),
            bump: Version::parse(VERSION).ok().and_then(|version| VersionBump::for_changes(&version, &changes)),
            changes,
            errors: render_errors(old, &before) + &render_errors(new, &after),
            rejected: errors(&after).next().is_some(),
        }
    }

    /// Formats the comparison as text, as `cargo xtask diff` prints it.
    pub fn text(&self) -> String {
        text::render(self)
    }

    /// Formats the changes as entries of `CHANGELOG.md`.
    pub fn markdown(&self) -> String {
        markdown::render(&self.changes)
    }

    /// Formats the comparison as a JSON object.
    pub fn json(&self) -> String {
        json::render(self)
    }
}

/// Reads the model of a snapshot. Without a lock of its own, the new one has that of the old one.
fn read_model(sources: &[Source], lock: &str) -> ApiModel {
    model(sources, &Options { on_error: OnError::Skip, lock: lock.to_owned(), ..Options::new(Target::own()) })
}

fn state(model: &ApiModel) -> Snapshot<'_> {
    Snapshot { api: &model.api, names: &model.names }
}

fn errors(model: &ApiModel) -> impl Iterator<Item = &Diagnostic> {
    model.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Rejected specifications of a snapshot: file stems and endpoint ids.
struct RejectedSpecs {
    stems: BTreeSet<String>,
    ids: BTreeSet<String>,
}

impl RejectedSpecs {
    fn new(model: &ApiModel) -> Self {
        let stems = errors(model).filter(|error| error.endpoint.is_none()).map(|error| stem(&error.origin.span.file));
        let ids = errors(model).filter_map(|error| error.endpoint.clone());
        Self { stems: stems.collect(), ids: ids.collect() }
    }

    /// Whether an endpoint of the other snapshot is missing here because it was rejected.
    fn contains(&self, id: &str, other: &ApiModel) -> bool {
        let endpoint = other.api.endpoints.iter().find(|endpoint| endpoint.id == id);
        self.ids.contains(id) || endpoint.is_some_and(|endpoint| self.stems.contains(&stem(&endpoint.source)))
    }
}

fn stem(file: &str) -> String {
    Source::new(file, "").stem().to_owned()
}

fn render_errors(snapshot: &SpecSnapshot, model: &ApiModel) -> String {
    let color = ColorChoice::for_stderr();
    let positions = Positions::new(&snapshot.sources);
    let rendered: Vec<String> = errors(model).map(|error| render(error, &positions, color)).collect();
    if rendered.is_empty() {
        return String::new();
    }
    format!("Rejected in {} and not compared:\n\n{}\n", snapshot.name, rendered.join("\n"))
}
