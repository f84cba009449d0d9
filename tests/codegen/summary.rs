//! What the real specifications mean, field by field: the snapshots that `cargo xtask codegen` writes.

use std::collections::BTreeSet;

use fal_codegen::explain;
use fal_tests::{
    fixtures::{generate_real, home},
    snapshots::{held, settings},
};
use xtask::codegen::{snapshot, snapshot_name};

#[test]
fn every_real_specification_means_what_its_snapshot_says() {
    settings("summary").bind(|| {
        for endpoint in &generate_real().unwrap().api.endpoints {
            let meaning = explain::summary(endpoint);
            insta::assert_snapshot!(snapshot_name(&endpoint.id), meaning);
        }
    });
}

#[test]
fn there_is_a_snapshot_for_each_endpoint_and_none_besides() {
    let expected: BTreeSet<String> =
        generate_real().unwrap().api.endpoints.iter().map(|endpoint| snapshot_name(&endpoint.id)).collect();
    assert_eq!(held("summary"), expected, "run: cargo xtask codegen");
    assert!(!expected.is_empty(), "there is a real specification");
}

#[test]
fn the_program_writes_snapshots_as_insta_does() {
    let folder = home().join("snapshots/summary");
    for endpoint in &generate_real().unwrap().api.endpoints {
        let held = std::fs::read_to_string(folder.join(snapshot_name(&endpoint.id) + ".snap")).unwrap();
        assert_eq!(held, snapshot(endpoint), "run: cargo xtask codegen");
        assert!(held.starts_with(&format!("---\nsource: {}\n", file!())), "{held}");
    }
}
