//! Text output of `diff`: changes by endpoint, breaking ones first, with consequence and provenance.

use std::{cmp::Reverse, collections::BTreeMap, fmt::Write};

use fal_codegen::diff::{Change, ChangeValue, Compat};

use super::Comparison;

pub(super) fn render(comparison: &Comparison) -> String {
    let Comparison { from, to, changes, .. } = comparison;
    let mut text = format!("{from} → {to}\n");
    for (id, changes) in by_endpoint(changes) {
        let _ = write!(text, "\n{id}\n");
        for (Reverse(compat), changes) in by_class(&changes) {
            let _ = writeln!(text, "  {}", compat.describe());
            for change in changes {
                one(change, &mut text);
            }
        }
    }
    let _ = write!(text, "\n{}", summary(comparison));
    text
}

fn by_endpoint(changes: &[Change]) -> BTreeMap<&str, Vec<&Change>> {
    let mut endpoints: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        endpoints.entry(&change.endpoint).or_default().push(change);
    }
    endpoints
}

fn by_class<'c>(changes: &[&'c Change]) -> BTreeMap<Reverse<Compat>, Vec<&'c Change>> {
    let mut classes: BTreeMap<Reverse<Compat>, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        classes.entry(Reverse(change.compat)).or_default().push(change);
    }
    classes
}

fn one(change: &Change, text: &mut String) {
    let _ = writeln!(text, "    {}", change.describe());
    let consequence = change.impact().map_or_else(String::new, |words| format!(": {words}"));
    let _ = writeln!(text, "      {}{consequence}", change.rust);
    for basis in bases(change) {
        let _ = writeln!(text, "      {basis}");
    }
}

/// Returns the provenance of both values, or one line if they have the same.
fn bases(change: &Change) -> Vec<String> {
    let basis = |stated: &Option<ChangeValue>| stated.as_ref().and_then(|stated| stated.provenance.clone());
    match (basis(&change.before), basis(&change.after)) {
        (Some(before), Some(after)) if before != after => vec![format!("now {after}"), format!("was {before}")],
        (before, after) => after.or(before).into_iter().collect(),
    }
}

fn summary(comparison: &Comparison) -> String {
    let changes = &comparison.changes;
    let Some(bump) = &comparison.bump else { return "no API changes\n".to_owned() };
    let count = |wanted: fn(Compat) -> bool| changes.iter().filter(|change| wanted(change.compat)).count();
    let noun = if changes.len() == 1 { "change" } else { "changes" };
    format!(
        "{} {noun}: {} breaking compilation, {} breaking at run time only, {} compatible\n\
         version {} → {} ({})\n",
        changes.len(),
        count(|compat| compat.breaks_compilation),
        count(|compat| compat.breaks_runtime && !compat.breaks_compilation),
        count(|compat| !compat.is_breaking()),
        bump.from,
        bump.to,
        bump.part.as_str(),
    )
}
