//! Summaries of the real endpoints, field by field: snapshots that `cargo xtask codegen` writes.

use std::collections::BTreeSet;

use fal_codegen::explain;
use fal_tests::{
    fixtures::{generate_real, home},
    snapshots::{held, settings},
};
use xtask::codegen::{snapshot, snapshot_name};

#[test]
fn every_real_endpoint_has_the_summary_of_its_snapshot() {
    settings("summary").bind(|| {
        for endpoint in &generate_real().unwrap().api.endpoints {
            let meaning = explain::summary(endpoint);
            insta::assert_snapshot!(snapshot_name(&endpoint.id), meaning);
        }
    });
}

#[test]
fn every_endpoint_has_a_snapshot_and_none_is_superfluous() {
    let expected: BTreeSet<String> =
        generate_real().unwrap().api.endpoints.iter().map(|endpoint| snapshot_name(&endpoint.id)).collect();
    assert_eq!(held("summary"), expected, "run: cargo xtask codegen");
    assert!(!expected.is_empty(), "there is a real specification");
}

#[test]
fn cargo_xtask_writes_snapshots_as_insta_does() {
    let folder = home().join("snapshots/summary");
    for endpoint in &generate_real().unwrap().api.endpoints {
        let held = std::fs::read_to_string(folder.join(snapshot_name(&endpoint.id) + ".snap")).unwrap();
        assert_eq!(held, snapshot(endpoint), "run: cargo xtask codegen");
        assert!(held.starts_with(&format!("---\nsource: {}\n", file!())), "{held}");
    }
}
