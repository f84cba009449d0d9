//! Every pair of a type and a limit: enforced by the generated type, or reported.

use std::{collections::BTreeMap, fmt::Write};

use fal_codegen::{
    Diagnostic, Limit, LimitKind, Literal, Options, Source, generate,
    ir::{Endpoint, Field, Ty, TypeKind},
    render::Target,
};
use fal_tests::snapshots::settings;
use serde_json::{Value, json};

/// A schema of each kind of type that a limit can stand next to.
fn types() -> Vec<(&'static str, Value)> {
    let strings = json!([{ "type": "string" }, { "type": "integer" }]);
    vec![
        ("any", json!({})),
        ("boolean", json!({ "type": "boolean" })),
        ("integer", json!({ "type": "integer" })),
        ("number", json!({ "type": "number" })),
        ("string", json!({ "type": "string" })),
        ("string_enum", json!({ "type": "string", "enum": ["a", "bcd"] })),
        ("integer_enum", json!({ "type": "integer", "enum": [1, 5] })),
        ("mixed_enum", json!({ "enum": ["a", 5] })),
        ("array", json!({ "type": "array", "items": { "type": "string" } })),
        ("tuple", json!({ "type": "array", "prefixItems": strings, "items": false, "minItems": 2 })),
        ("map", json!({ "type": "object", "additionalProperties": { "type": "string" } })),
        ("struct", json!({ "type": "object", "properties": { "a": { "type": "string" } } })),
        ("union", json!({ "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })),
        ("types", json!({ "type": ["string", "integer"] })),
        ("reference", json!({ "$ref": "#/components/schemas/Model" })),
    ]
}

/// Each limit as its keyword and value. The match is exhaustive, so a new kind of limit gets its row here.
fn limits() -> Vec<(String, Value)> {
    let limit = |kind: LimitKind| match kind {
        LimitKind::Minimum => Limit::Minimum { value: 2_u64.into(), exclusive: false },
        LimitKind::Maximum => Limit::Maximum { value: 4_u64.into(), exclusive: false },
        LimitKind::MultipleOf => Limit::MultipleOf(2_u64.into()),
        LimitKind::MinLength => Limit::MinLength(2),
        LimitKind::MaxLength => Limit::MaxLength(4),
        LimitKind::Pattern => Limit::Pattern("^[a-d]+$".to_owned()),
        LimitKind::MinItems => Limit::MinItems(3),
        LimitKind::MaxItems => Limit::MaxItems(4),
        LimitKind::UniqueItems => Limit::UniqueItems,
        LimitKind::MinProperties => Limit::MinProperties(2),
        LimitKind::MaxProperties => Limit::MaxProperties(4),
    };
    let keyword = |kind: &LimitKind| {
        let (keyword, value): (&str, Literal) = limit(*kind).keyword();
        (keyword.to_owned(), serde_json::from_str(&value.to_string()).unwrap())
    };
    LimitKind::ALL.iter().map(keyword).collect()
}

/// A document whose request has a property for each limit, all of one type.
fn document(schema: &Value) -> Value {
    let property = |(keyword, value): (String, Value)| {
        let mut schema = schema.clone();
        schema[&keyword] = value;
        (keyword, schema)
    };
    let properties: serde_json::Map<String, Value> = limits().into_iter().map(property).collect();
    let request = json!({ "type": "object", "properties": properties });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Limits", "version": "1.0.0" },
        "components": { "schemas": { "Model": { "type": "object", "properties": { "a": { "type": "string" } } } } },
        "paths": { "/fal-ai/limits": { "post": {
            "requestBody": { "content": { "application/json": { "schema": request } } },
            "responses": { "200": { "content": { "application/json": { "schema": { "type": "object", "properties": {
                "request_id": { "type": "string" }, "status_url": { "type": "string" },
            } } } } } },
        } } },
    })
}

fn is_enforced(endpoint: &Endpoint, ty: &Ty) -> bool {
    let mut types = endpoint.reachable_from([ty]).into_iter().filter_map(|id| endpoint.named(id));
    types.any(|named| matches!(&named.kind, TypeKind::Constrained(_)))
}

/// What became of each limit: `enforced`, or the codes of its diagnostics.
fn outcomes(schema: &Value) -> BTreeMap<String, String> {
    let source = Source::new("limits.openapi.json", document(schema).to_string());
    let output = generate(&[source], &Options::new(Target::own()));
    assert!(!output.has_rejected_specs(), "{:?}", output.diagnostics);
    let endpoint = output.api.endpoints.first().unwrap();
    let request = endpoint.request.as_ref().and_then(|request| endpoint.named(request.id()?)).unwrap();
    let TypeKind::Struct(request) = &request.kind else { panic!("the request is an object") };
    let outcome = |field: &Field| {
        let about =
            |diagnostic: &&Diagnostic| diagnostic.origin.pointer.as_str().ends_with(&format!("/{0}/{0}", field.wire));
        let mut parts: Vec<&str> = output.diagnostics.iter().filter(about).map(|diagnostic| diagnostic.code).collect();
        if is_enforced(endpoint, &field.ty) {
            parts.insert(0, "enforced");
        }
        (field.wire.clone(), parts.join(" + "))
    };
    request.fields.iter().map(outcome).collect()
}

#[test]
fn every_limit_of_every_type_is_enforced_or_reported() {
    let mut table = String::new();
    for (name, schema) in types() {
        let outcomes = outcomes(&schema);
        let _ = writeln!(table, "{name}");
        for (keyword, _) in limits() {
            let outcome = &outcomes[&keyword];
            // `maxItems: 4` holds for every tuple of two items.
            let is_implied = name == "tuple" && keyword == "maxItems";
            assert!(!outcome.is_empty() || is_implied, "`{keyword}` of {name} is lost");
            let _ = writeln!(table, "  {keyword:<13} {}", if outcome.is_empty() { "implied" } else { outcome });
        }
    }
    settings("limits").bind(|| insta::assert_snapshot!("pairs", table));
}
