//! The cost of generating is linear in the size of a document, whatever its shape.
//!
//! The cost is counted in allocated bytes, which are the same on every machine. Each family of documents is generated at a
//! size and at four times that size.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod families;

use allocation_counter::measure;
use fal_codegen::{Options, Output, Source, generate, render::Target};
use families::FAMILIES;
use serde_json::Value;

fn generated(document: &Value) -> Output {
    generate(&[Source::new("acme.json", document.to_string())], &Options::new(Target::own()))
}

/// Returns the bytes that generating allocates.
fn cost(document: &Value) -> u64 {
    measure(|| drop(generated(document))).bytes_total
}

#[test]
fn four_times_the_document_costs_at_most_six_times_as_much() {
    // The first run fills caches.
    cost(&(FAMILIES[0].1)(8));
    let mut slow = Vec::new();
    for (name, document) in FAMILIES {
        let (small, large) = (cost(&document(40)), cost(&document(160)));
        if large > small * 6 {
            slow.push(format!("{name}: {small} bytes, then {large}"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[test]
fn models_that_use_the_next_one_twice_do_not_double_the_cost_with_each_level() {
    for (name, document) in families::DOUBLING {
        let (small, large) = (cost(&document(8)), cost(&document(64)));
        assert!(large < small * 100, "{name}: {small} bytes, then {large}");
    }
}

#[test]
fn a_circle_is_told_where_it_closes() {
    let output = generated(&families::circle());
    let told: Vec<&str> = output.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert!(!told.is_empty() && told.iter().all(|code| *code == "reference-cycle"), "{:?}", output.diagnostics);
    assert!(!output.has_rejected_specs());
}

#[test]
fn a_chain_of_references_is_no_circle() {
    let output = generated(&families::chain_of_references(70));
    assert!(output.diagnostics.is_empty(), "{:?}", output.diagnostics);
}

#[test]
fn nesting_beyond_what_rustc_takes_is_told_with_its_place() {
    let output = generated(&families::chain_of_lists(1000));
    let told: Vec<_> =
        output.diagnostics.iter().map(|diagnostic| (diagnostic.code, diagnostic.origin.pointer.as_str())).collect();
    assert!(told.contains(&("nested-too-deep", "/components/schemas/M15/items")), "{told:?}");
    assert!(told.iter().all(|(code, _)| *code == "nested-too-deep") && !output.has_rejected_specs());
}

#[test]
fn an_endpoint_larger_than_any_program_can_use_is_rejected() {
    let output = generated(&families::copies(40));
    assert!(output.has_rejected_specs());
    assert!(output.diagnostics.iter().any(|diagnostic| diagnostic.code == "endpoint-too-large"));
}
