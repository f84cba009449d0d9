//! Known violations of a rule, in `tests/architecture/baseline/<rule>.txt`, one per line. New ones fail the test.
//!
//! A baseline may only shrink. `UPDATE_BASELINE=1 cargo test -p fal-tests --test architecture` removes the lines that are
//! no longer needed, and adds none.

use std::collections::BTreeSet;

use fal_tests::fixtures::home;

/// Returns the violations that the baseline of a rule does not list.
pub fn new_violations(rule: &str, violations: BTreeSet<String>) -> Vec<String> {
    let path = home().join("architecture/baseline").join(format!("{rule}.txt"));
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let known: BTreeSet<&str> = text.lines().collect();
    if std::env::var_os("UPDATE_BASELINE").is_some() && !text.is_empty() {
        let kept: Vec<&str> = known.iter().copied().filter(|line| violations.contains(*line)).collect();
        let lines = kept.iter().map(|line| format!("{line}\n")).collect::<String>();
        let written = if kept.is_empty() { std::fs::remove_file(&path) } else { std::fs::write(&path, lines) };
        written.unwrap();
    }
    violations.into_iter().filter(|violation| !known.contains(violation.as_str())).collect()
}
