//! No wildcard arm over the enums of the IR, so that a new type or limit is a compile error everywhere it matters.

use std::collections::BTreeSet;

use crate::{
    files::rust,
    tokens::{Match, is_wildcard, matches_of, named_enum, positions, tokens},
};

/// Enums over which every `match` is exhaustive.
const ENUMS: &[&str] = &["TypeKind", "Ty", "Limit", "LimitKind", "Base"];

/// Where they are matched.
const SOURCES: &[&str] = &["codegen/src", "xtask/src", "generated/mock/src", "tests/support"];

/// The enums over which a `match` has a wildcard, by position of a tuple pattern.
fn wildcards(found: &Match) -> BTreeSet<&'static str> {
    let rows: Vec<_> = found.patterns.iter().map(positions).collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let columns = (0..width).filter_map(|column| {
        let cells = || rows.iter().filter_map(|row| row.get(column));
        let named: Vec<String> = cells().filter_map(|cell| named_enum(cell, found.self_type.as_deref())).collect();
        let matched = ENUMS.iter().find(|name| named.iter().any(|other| other == *name))?;
        // A pattern for the whole tuple is one position.
        let open = rows.iter().any(|row| row.len() < width && row.iter().all(|cell| is_wildcard(cell)));
        (open || cells().any(|cell| is_wildcard(cell))).then_some(*matched)
    });
    columns.collect()
}

#[test]
fn no_match_over_types_or_limits_has_a_wildcard() {
    let mut violations = BTreeSet::new();
    for source in SOURCES {
        for file in rust(source).iter().filter(|file| !file.is_test()) {
            for found in matches_of(tokens(&file.text)) {
                violations.extend(wildcards(&found).iter().map(|name| format!("{} {name}", file.name)));
            }
        }
    }
    let violations: Vec<String> = violations.into_iter().collect();
    assert!(violations.is_empty(), "these match an enum of the IR with a wildcard arm:\n{}", violations.join("\n"));
}

#[test]
fn wildcards_are_found_in_every_position() {
    let found = |text: &str| matches_of(tokens(text)).iter().flat_map(wildcards).collect::<Vec<_>>();
    assert_eq!(found("match ty { Ty::Any => 1, ir::Ty::Array(_) => 2 }"), [""; 0]);
    assert_eq!(found("match ty { Ty::Any => 1, _ => 2 }"), ["Ty"]);
    assert_eq!(found("match ty { Ty::Any if x => 1, other => 2 }"), ["Ty"]);
    assert_eq!(found("match (ty, n) { (Ty::Any, 1) | (Ty::Array(_), _) => 1 }"), [""; 0]);
    assert_eq!(found("match (n, ty) { (1, Some(Ty::Any)) => 1, (_, None) => 2 }"), [""; 0]);
    assert_eq!(found("match (n, ty) { (1, Some(Ty::Any)) => 1, (2, _) => 2 }"), ["Ty"]);
    assert_eq!(found("match (a, b) { (Ty::Any, Ty::Any) => true, _ => false }"), ["Ty"]);
    assert_eq!(found("impl Limit { fn f(&self) { match self { Self::MinItems(_) => 1, _ => 2 } } }"), ["Limit"]);
    assert_eq!(found("match n { 1 => Ty::Any, _ => Ty::Number }"), [""; 0]);
}
