//! What a run tells at its end: the endpoints that were added, changed and removed; or what is stale.

use std::{collections::BTreeSet, error::Error, io::Write, process::ExitCode};

use fal_codegen::Output;

use crate::folder::Changes;

/// The endpoints of a run, by what became of them.
pub(super) struct Listed {
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
    unchanged: usize,
}

impl Listed {
    pub(super) fn new(output: &Output, changes: &Changes, before: &[(String, String)]) -> Self {
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

    pub(super) fn tell(&self, out: &mut dyn Write) -> std::io::Result<()> {
        for (word, ids) in [("added", &self.added), ("changed", &self.changed), ("removed", &self.removed)] {
            for id in ids {
                writeln!(out, "{word:>8} {id}")?;
            }
        }
        let (added, changed, removed) = (self.added.len(), self.changed.len(), self.removed.len());
        writeln!(out, "{added} added, {changed} changed, {removed} removed, {} unchanged", self.unchanged)
    }
}

/// Tells what is stale, missing or left over, and the command to run.
pub(super) fn stale(
    endpoints: &Changes,
    others: &Changes,
    command: &str,
    out: &mut dyn Write,
) -> Result<ExitCode, Box<dyn Error>> {
    for changes in [endpoints, others] {
        for (word, names) in [("missing", &changes.added), ("stale", &changes.changed), ("left over", &changes.removed)]
        {
            for name in names {
                writeln!(out, "{word:>9}: {name}")?;
            }
        }
    }
    writeln!(out, "the generated code is not what the specifications say; run: {command}")?;
    Ok(ExitCode::FAILURE)
}
