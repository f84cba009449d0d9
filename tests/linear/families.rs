//! Families of documents: each function returns a document of a size.

use serde_json::{Map, Value, json};

/// A function that returns a document of a size.
pub type Family = fn(usize) -> Value;

/// Shapes whose size grows with the number.
pub const FAMILIES: &[(&str, Family)] = &[
    ("properties", |n| with_body(&object((0..n).map(|i| (format!("p{i}"), limited(i)))))),
    ("properties with alike names", |n| with_body(&object((0..n).map(|i| (alike(i), json!({ "type": "string" })))))),
    ("required properties", |n| {
        let mut body = object((0..n).map(|i| (format!("p{i}"), json!({ "type": "string" }))));
        body["required"] = (0..n).map(|i| format!("p{i}")).collect();
        with_body(&body)
    }),
    ("required properties that are not there", |n| {
        let required: Vec<String> = (0..n).map(|i| format!("p{i}")).collect();
        with_body(&json!({ "type": "object", "properties": { "a": { "type": "string" } }, "required": required }))
    }),
    ("values", |n| {
        with_value(&json!({ "type": "string", "enum": (0..n).map(|i| format!("v{i}")).collect::<Vec<_>>() }))
    }),
    ("values with alike names", |n| with_value(&json!({ "enum": (0..n).map(alike).collect::<Vec<_>>() }))),
    ("integers", |n| with_value(&json!({ "type": "integer", "enum": (0..n).collect::<Vec<_>>() }))),
    ("constants", |n| {
        with_value(&json!({ "oneOf": (0..n).map(|i| json!({ "const": format!("c{i}") })).collect::<Vec<_>>() }))
    }),
    ("variants", |n| with_body(&json!({ "oneOf": (0..n).map(variant).collect::<Vec<_>>() }))),
    ("models in a union", |n| with_models(n, variant, &json!({ "oneOf": (0..n).map(model).collect::<Vec<_>>() }))),
    ("models in a row", |n| with_models(n, |i| object([next(i, n)]), &model(0))),
    ("models in a row, last first", |n| {
        with_models(n, |i| object([previous(i)]), &object((0..n).map(|i| (format!("f{i}"), model(i)))))
    }),
    ("models in a circle", |n| with_models(n, |i| object([("n".to_owned(), model((i + 1) % n))]), &model(0))),
    ("parts of `allOf`", |n| with_models(n, |i| object([(format!("p{i}"), limited(i))]), &all_of((0..n).map(model)))),
    ("tuples", |n| with_value(&json!({ "type": "array", "prefixItems": (0..n).map(limited).collect::<Vec<_>>() }))),
    ("dangling references", |n| with_body(&object((0..n).map(|i| (format!("p{i}"), model(i)))))),
    ("examples", |n| with_value(&json!({ "type": "integer", "examples": (0..n).collect::<Vec<_>>() }))),
    ("unknown keywords", |n| {
        with_value(&Value::Object((0..n).map(|i| (format!("unknown{i}"), json!(i))).collect::<Map<_, _>>()))
    }),
    ("sentences", |n| {
        let text: Vec<String> = (0..n).map(|i| format!("Range: {i} to {}, default {i}.", i + 9)).collect();
        with_value(&json!({ "type": "integer", "description": text.join(" ") }))
    }),
    ("operations", |n| {
        let response = json!({ "200": { "description": "Done." } });
        document(&object([]), (0..n).map(|i| (format!("/acme/o{i}"), json!({ "get": { "responses": response } }))))
    }),
    ("parameters", |n| {
        let parameter = |i| json!({ "name": format!("p{i}"), "in": "query", "schema": limited(i) });
        let parameters: Vec<Value> = (0..n).map(parameter).collect();
        let operation = json!({ "parameters": parameters, "responses": { "200": { "description": "Done." } } });
        document(&object([]), [("/acme/boat".to_owned(), json!({ "get": operation }))])
    }),
];

/// Models of which each uses the next one several times.
pub const DOUBLING: &[(&str, Family)] = &[
    ("properties", |n| with_models(n, |i| object(["a", "b"].map(|name| (name.to_owned(), model(i + 1)))), &model(0))),
    ("`allOf`", |n| {
        let own = |i| object([(format!("p{i}"), limited(i))]);
        with_models(n, |i| all_of([model(i + 1), model(i + 1), own(i)]), &model(0))
    }),
    ("`anyOf`", |n| with_models(n, |i| json!({ "anyOf": [model(i + 1), list(&model(i + 1))] }), &model(0))),
    ("lists of alternatives", |n| {
        let map = |i| json!({ "type": "object", "additionalProperties": model(i + 1) });
        with_models(n, |i| list(&json!({ "anyOf": [model(i + 1), map(i)] })), &model(0))
    }),
    ("tuples", |n| {
        with_models(n, |i| json!({ "type": "array", "prefixItems": [model(i + 1), model(i + 1)] }), &model(0))
    }),
    ("maps", |n| with_models(n, |i| json!({ "type": "object", "additionalProperties": model(i + 1) }), &model(0))),
];

/// A model whose `allOf` names it twice.
pub fn circle() -> Value {
    with_models(1, |_| all_of([model(0), model(0)]), &object([("a".to_owned(), model(0))]))
}

/// Models of which each is only a reference to the next one.
pub fn chain_of_references(n: usize) -> Value {
    let link = |i| if i + 1 < n { model(i + 1) } else { object([("a".to_owned(), json!({ "type": "string" }))]) };
    with_models(n, link, &model(0))
}

/// Models of which each is a list of the next one.
pub fn chain_of_lists(n: usize) -> Value {
    with_models(n, |i| if i + 1 < n { list(&model(i + 1)) } else { json!({ "type": "string" }) }, &model(0))
}

/// Models that use the next one twice with a limit of their own, so that each use is a type of its own.
pub fn copies(n: usize) -> Value {
    let copy = |i: usize| json!({ "$ref": format!("#/components/schemas/M{}", i + 1), "minProperties": 1 });
    let link = |i| if i + 1 < n { object(["a", "b"].map(|name| (name.to_owned(), copy(i)))) } else { object([]) };
    with_models(n, link, &model(0))
}

fn document(schemas: &Value, paths: impl IntoIterator<Item = (String, Value)>) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "A harbour", "version": "1" },
        "servers": [{ "url": "https://harbour.example.com" }],
        "paths": paths.into_iter().collect::<Map<_, _>>(),
        "components": { "schemas": schemas },
    })
}

fn with_models(n: usize, schema: impl Fn(usize) -> Value, body: &Value) -> Value {
    let schemas: Map<String, Value> = (0..n).map(|i| (format!("M{i}"), schema(i))).collect();
    let mut end = schemas;
    end.entry(format!("M{n}")).or_insert_with(|| json!({ "type": "string" }));
    let content = json!({ "application/json": { "schema": body } });
    let responses = json!({ "200": { "description": "Done.", "content": content } });
    let operation = json!({ "requestBody": { "content": content }, "responses": responses });
    document(&Value::Object(end), [("/acme/boat".to_owned(), json!({ "post": operation }))])
}

fn with_body(body: &Value) -> Value {
    with_models(0, |_| Value::Null, body)
}

fn with_value(schema: &Value) -> Value {
    with_body(&object([("a".to_owned(), schema.clone())]))
}

fn object(properties: impl IntoIterator<Item = (String, Value)>) -> Value {
    json!({ "type": "object", "properties": properties.into_iter().collect::<Map<_, _>>() })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn all_of(parts: impl IntoIterator<Item = Value>) -> Value {
    json!({ "allOf": parts.into_iter().collect::<Vec<_>>() })
}

fn model(i: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/M{i}") })
}

fn next(i: usize, n: usize) -> (String, Value) {
    ("n".to_owned(), if i + 1 < n { model(i + 1) } else { json!({ "type": "string" }) })
}

fn previous(i: usize) -> (String, Value) {
    ("n".to_owned(), i.checked_sub(1).map_or_else(|| json!({ "type": "string" }), model))
}

fn variant(i: usize) -> Value {
    json!({ "type": "object", "properties": { format!("p{i}"): { "type": "string" } }, "required": [format!("p{i}")] })
}

fn limited(i: usize) -> Value {
    json!({ "type": "integer", "minimum": i })
}

/// Names that are one name in Rust.
fn alike(i: usize) -> String {
    format!("a{}b", "-".repeat(i + 1))
}
