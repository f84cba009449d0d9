//! Final output of a run: which endpoints were added, changed and removed, or which files are stale.

use std::{collections::BTreeSet, io::Write, process::ExitCode};

use fal_codegen::Output;

use crate::{command::CommandResult, dir::FileChanges};

/// Endpoints of a run, by kind of change.
pub(super) struct EndpointChanges {
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
    unchanged: usize,
}

impl EndpointChanges {
    pub(super) fn new(output: &Output, changes: &FileChanges, before: &[(String, String)]) -> Self {
        let known: BTreeSet<&str> = before.iter().map(|(id, _)| id.as_str()).collect();
        let now: BTreeSet<&str> = output.api.endpoints.iter().map(|endpoint| endpoint.id.as_str()).collect();
        let touched: BTreeSet<&str> = before
            .iter()
            .filter(|(id, file)| {
                now.contains(id.as_str()) && (changes.changed.contains(file) || changes.added.contains(file))
            })
            .map(|(id, _)| id.as_str())
            .collect();
        let owned = |ids: BTreeSet<&str>| ids.into_iter().map(str::to_owned).collect::<Vec<_>>();
        Self {
            added: owned(now.difference(&known).copied().collect()),
            removed: owned(known.difference(&now).copied().collect()),
            unchanged: now.intersection(&known).count() - touched.len(),
            changed: owned(touched),
        }
    }

    pub(super) fn print(&self, out: &mut dyn Write) -> std::io::Result<()> {
        for (word, ids) in [("added", &self.added), ("changed", &self.changed), ("removed", &self.removed)] {
            for id in ids {
                writeln!(out, "{word:>8} {id}")?;
            }
        }
        let (added, changed, removed) = (self.added.len(), self.changed.len(), self.removed.len());
        writeln!(out, "{added} added, {changed} changed, {removed} removed, {} unchanged", self.unchanged)
    }
}

/// Prints stale, missing and extraneous files and the command that updates them.
pub(super) fn print_stale(
    endpoints: &FileChanges,
    others: &FileChanges,
    command: &str,
    out: &mut dyn Write,
) -> CommandResult {
    for changes in [endpoints, others] {
        for (word, names) in [("missing", &changes.added), ("stale", &changes.changed), ("extra", &changes.removed)] {
            for name in names {
                writeln!(out, "{word:>7}: {name}")?;
            }
        }
    }
    writeln!(out, "generated files are out of date; run: {command}")?;
    Ok(ExitCode::FAILURE)
}
