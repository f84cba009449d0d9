//! What was there first keeps its name: a new endpoint, type, property or value gets another one.

use std::collections::BTreeSet;

use fal_codegen::{Options, Output, Source, generate, render::Target};
use fal_tests::{
    fixtures::{accepted, together},
    rng::Rng,
};
use serde_json::{Value, json};
use xtask::diff::{Comparison, SpecSnapshot};

/// A document of one endpoint whose body is an object.
fn document(path: &str, properties: &Value) -> Source {
    let schema = json!({ "type": "object", "properties": properties });
    let response = json!({ "type": "object", "properties": { "ok": { "type": "boolean" } } });
    let content = |schema: &Value| json!({ "application/json": { "schema": schema } });
    let operation = json!({
        "requestBody": { "content": content(&schema) },
        "responses": { "200": { "description": "Done.", "content": content(&response) } },
    });
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "A harbour", "version": "1" },
        "servers": [{ "url": "https://queue.fal.run" }],
        "paths": { path: { "post": operation } },
    });
    Source::new(format!("{}.json", path.trim_matches('/')), document.to_string())
}

/// Generates with the lock of an earlier generation.
fn regenerate(sources: &[Source], before: &Output) -> Output {
    generate(sources, &Options { lock: before.lock.clone(), ..Options::new(Target::own()) })
}

fn first(sources: &[Source]) -> Output {
    generate(sources, &Options::new(Target::own()))
}

fn codes(output: &Output) -> BTreeSet<&'static str> {
    output.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

/// The API changes between two states, as `cargo xtask diff` marks them.
fn compatible(old: &[Source], new: &[Source]) -> bool {
    let snapshot =
        |name: &str, sources: &[Source]| SpecSnapshot { name: name.to_owned(), sources: sources.to_vec(), lock: None };
    let comparison = Comparison::new(&snapshot("old", old), &snapshot("new", new));
    assert!(!comparison.changes.is_empty(), "the newcomer is a change");
    comparison.changes.iter().all(|change| !change.compat.is_breaking())
}

#[test]
fn a_module_stays_that_of_its_endpoint() {
    let old = document("/acme/veo3.1", &json!({ "a": { "type": "string" } }));
    let newcomer = document("/acme/veo3-1", &json!({ "b": { "type": "string" } }));
    let before = first(std::slice::from_ref(&old));
    let both = [newcomer, old.clone()];
    let after = regenerate(&both, &before);
    assert_eq!(after.files["acme/veo3_1.rs"], before.files["acme/veo3_1.rs"]);
    assert!(after.files["acme/veo3_1_2.rs"].contains("acme/veo3-1"));
    assert!(codes(&after).contains("shared-module"));
    assert!(compatible(&[old], &both));
    // The other one is first without a lock.
    assert!(first(&both).files["acme/veo3_1.rs"].contains("acme/veo3-1"));
}

#[test]
fn a_module_stays_if_the_endpoint_is_gone() {
    let old = document("/acme/veo3.1", &json!({ "a": { "type": "string" } }));
    let newcomer = document("/acme/veo3-1", &json!({ "b": { "type": "string" } }));
    let after = regenerate(&[newcomer], &first(&[old]));
    assert!(after.files.contains_key("acme/veo3_1_2.rs") && !after.files.contains_key("acme/veo3_1.rs"));
}

#[test]
fn ids_that_differ_in_case_have_modules_of_their_own() {
    let old = document("/acme/Sloop", &json!({ "a": { "type": "string" } }));
    let newcomer = document("/acme/SLOOP", &json!({ "b": { "type": "string" } }));
    let before = first(std::slice::from_ref(&old));
    let after = regenerate(&[newcomer, old], &before);
    assert_eq!(after.files["acme/sloop.rs"], before.files["acme/sloop.rs"]);
    assert!(after.files.contains_key("acme/sloop_2.rs"));
}

/// Returns the module of the only endpoint before and after a change of its properties.
fn changed(old: &Value, new: &Value) -> (Output, Output) {
    let before = first(&[document("/acme/boat", old)]);
    let after = regenerate(&[document("/acme/boat", new)], &before);
    assert!(compatible(&[document("/acme/boat", old)], &[document("/acme/boat", new)]));
    (before, after)
}

const BOAT: &str = "acme/boat.rs";

#[test]
fn a_value_keeps_its_variant() {
    let values = |values: &[&str]| json!({ "sail": { "type": "string", "enum": values } });
    let (before, after) = changed(&values(&["A-B", "x"]), &values(&["a b", "A-B", "x"]));
    assert!(before.files[BOAT].contains(r#"("A-B", Self::AB)"#));
    assert!(after.files[BOAT].contains(r#"("A-B", Self::AB)"#) && after.files[BOAT].contains(r#"("a b", Self::AB2)"#));
    assert!(codes(&after).contains("shared-variant-name"));
}

#[test]
fn a_property_keeps_its_field() {
    let (_, after) = changed(
        &json!({ "num-steps": { "type": "integer" } }),
        &json!({ "num_steps": { "type": "integer" }, "num-steps": { "type": "integer" } }),
    );
    assert!(after.files[BOAT].contains(r#"to.optional("num-steps", self.num_steps.as_ref())"#));
    assert!(after.files[BOAT].contains(r#"to.optional("num_steps", self.num_steps_2.as_ref())"#));
    assert!(codes(&after).contains("shared-field-name"));
}

#[test]
fn a_property_named_like_its_field_is_never_renamed() {
    let (_, after) = changed(
        &json!({ "num_steps": { "type": "integer" } }),
        &json!({ "num-steps": { "type": "integer" }, "num_steps": { "type": "integer" } }),
    );
    assert!(after.files[BOAT].contains(r#"to.optional("num_steps", self.num_steps.as_ref())"#));
}

#[test]
fn a_type_keeps_its_name() {
    let sail = json!({ "type": "string", "enum": ["jib", "main"] });
    let rig = json!({ "type": "object", "properties": { "sail": { "type": "string", "enum": ["spinnaker"] } } });
    let (before, after) = changed(&json!({ "sail": sail }), &json!({ "rig": rig, "sail": sail }));
    assert!(before.files[BOAT].contains("pub sail: Option<Sail>"));
    assert!(after.files[BOAT].contains("pub sail: Option<Sail>") && after.files[BOAT].contains("pub enum RigSail"));
}

#[test]
fn a_shared_type_has_the_members_of_its_first_user() {
    let listed = |values: &[&str]| json!({ "type": "object", "properties": { "sail": { "type": "string", "enum": values } }, "title": "Rig" });
    let response = |path: &str, values: &[&str]| {
        let mut source = document(path, &json!({}));
        let mut document: Value = serde_json::from_slice(&source.bytes).unwrap();
        document["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]["schema"] = listed(values);
        source.bytes = document.to_string().into_bytes();
        source
    };
    let before = first(&[response("/acme/yawl", &["A-B"])]);
    let both = [response("/acme/bark", &["a b", "A-B"]), response("/acme/yawl", &["a b", "A-B"])];
    let after = regenerate(&both, &before);
    let shared: Vec<&String> = after.files.values().filter(|text| text.contains("codegen::Enum for")).collect();
    assert_eq!(shared.len(), 1, "one type for both endpoints");
    assert!(shared[0].contains(r#"("A-B", Self::AB)"#), "{}", shared[0]);
}

#[test]
fn the_documentation_of_a_shared_type_stays_that_of_its_home() {
    let described = |path: &str, text: &str| {
        let mut source = document(path, &json!({}));
        let mut document: Value = serde_json::from_slice(&source.bytes).unwrap();
        let response = &mut document["paths"][path]["post"]["responses"]["200"]["content"]["application/json"];
        response["schema"]["properties"]["ok"]["description"] = text.into();
        source.bytes = document.to_string().into_bytes();
        source
    };
    let before = first(&[described("/acme/yawl", "Whether it floats.")]);
    let both = [described("/acme/bark", "Afloat."), described("/acme/yawl", "Whether it floats.")];
    let after = regenerate(&both, &before);
    let again = regenerate(&both, &after);
    for output in [&before, &after, &again] {
        let shared: Vec<&String> = output.files.values().filter(|text| text.contains("pub struct Response")).collect();
        assert_eq!(shared.len(), 1);
        assert!(shared[0].contains("Whether it floats."), "{}", shared[0]);
    }
    // Without a lock, the type is at home where it is described best.
    let undescribed = first(&[document("/acme/bark", &json!({})), described("/acme/yawl", "Whether it floats.")]);
    assert!(undescribed.files.values().any(|text| text.contains("Whether it floats.")));
}

#[test]
fn an_owner_called_like_a_feature_of_the_crate_has_another_feature() {
    let output = first(&[document("/webhooks/boat", &json!({}))]);
    assert_eq!(output.features, BTreeSet::from(["webhooks-endpoints".to_owned()]));
}

#[test]
fn documents_added_in_any_order_never_rename_what_was_there() {
    let mut fixtures = accepted().unwrap();
    for seed in 0..4 {
        Rng::new(seed).shuffle(&mut fixtures);
        let mut before: Option<Output> = None;
        for count in [fixtures.len() / 3, fixtures.len() / 2, fixtures.len()] {
            let sources = together(&fixtures[..count]);
            let after = before.as_ref().map_or_else(|| first(&sources), |before| regenerate(&sources, before));
            if let Some(before) = &before {
                let recorded: BTreeSet<&str> = after.lock.lines().filter(|line| line.starts_with('[')).collect();
                assert!(before.lock.lines().filter(|line| line.starts_with('[')).all(|line| recorded.contains(line)));
                assert_eq!(regenerate(&sources, &after).files, after.files, "a second run changes nothing");
            }
            before = Some(after);
        }
    }
}
