//! Results of every endpoint that there is, held against what the endpoint says it returns.

use std::{fs, path::Path};

use serde_json::{Map, Value, json};

use super::result;
use crate::{endpoint::Endpoint, schema::Schema, storage::Storage};

const ORIGIN: &str = "http://127.0.0.1:1";

/// Every endpoint of the generated crate.
fn endpoints() -> Vec<Endpoint> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/endpoints")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".schema.json") {
                found.push(Endpoint::parse(&fs::read_to_string(path).unwrap()).unwrap());
            }
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found
}

fn endpoint(id: &str) -> Endpoint {
    endpoints().into_iter().find(|endpoint| endpoint.id == id).unwrap()
}

/// A request of the document's examples.
fn request(endpoint: &Endpoint) -> Value {
    let members = endpoint.request().map(Schema::members).unwrap_or_default();
    let example = |schema: Schema<'_>| schema.list("examples").first().or_else(|| schema.word("default")).cloned();
    let pairs = members.into_iter().filter_map(|(name, schema)| Some((name.to_owned(), example(schema)?)));
    Value::Object(pairs.collect())
}

/// What of a value its schema does not accept.
fn faults(schema: Schema<'_>, value: &Value, way: &str) -> Vec<String> {
    let arms: Vec<Schema<'_>> = schema.arms().collect();
    if !arms.is_empty() {
        let each: Vec<_> = arms.into_iter().map(|arm| faults(arm, value, way)).collect();
        return if each.iter().any(Vec::is_empty) { Vec::new() } else { each.concat() };
    }
    let limit = |word: &str| schema.word(word).and_then(Value::as_f64);
    let is_type = match schema.text("type") {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => true,
    };
    let listed = schema.list("enum");
    let in_range = value.as_f64().is_none_or(|number| {
        limit("minimum").is_none_or(|least| number >= least) && limit("maximum").is_none_or(|most| number <= most)
    });
    let mut found = Vec::new();
    if !is_type || !in_range || !(listed.is_empty() || listed.contains(value)) {
        found.push(format!("{way}: {value}"));
    }
    for (name, member) in schema.members() {
        match value.get(name) {
            Some(inner) => found.extend(faults(member, inner, &format!("{way}.{name}"))),
            None if schema.requires(name) => found.push(format!("{way}.{name} is missing")),
            None => {}
        }
    }
    let items = schema.inner("items").map(|item| vec![item; value.as_array().map_or(0, Vec::len)]);
    let items = items.unwrap_or_else(|| schema.list("prefixItems").iter().map(|item| schema.at(item)).collect());
    let each = items.into_iter().enumerate();
    found.extend(each.flat_map(|(at, item)| faults(item, &value[at], &format!("{way}[{at}]"))));
    found
}

/// Every file of a result.
fn files(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Object(members) if members.contains_key("url") => vec![members],
        Value::Object(members) => members.values().flat_map(files).collect(),
        Value::Array(items) => items.iter().flat_map(files).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_endpoint_gets_a_result_that_it_may_return() {
    let endpoints = endpoints();
    assert!(endpoints.len() >= 84);
    for endpoint in endpoints {
        let storage = Storage::new(ORIGIN);
        let made = result(&endpoint, &request(&endpoint), 1, &storage);
        assert_eq!(faults(endpoint.response(), &made, &endpoint.id), Vec::<String>::new(), "{made:#}");
        for file in files(&made) {
            let stored = storage.file(file["url"].as_str().unwrap()).unwrap_or_else(|| panic!("{file:?}"));
            assert!(!stored.bytes.is_empty());
            assert!(file.get("content_type").is_none_or(|told| *told == stored.content_type));
            assert!(file.get("file_size").is_none_or(|told| *told == stored.bytes.len()));
        }
    }
}

#[test]
fn the_same_request_gets_the_same_result_and_another_seed_another() {
    let endpoint = endpoint("fal-ai/flux/dev");
    let request = json!({ "prompt": "a hedgehog" });
    let storage = Storage::new(ORIGIN);
    let first = result(&endpoint, &request, 1, &storage);
    assert_eq!(first, result(&endpoint, &request, 1, &storage));
    assert_ne!(first["images"], result(&endpoint, &request, 2, &storage)["images"]);
    assert_ne!(first["seed"], result(&endpoint, &request, 2, &storage)["seed"]);
}

#[test]
fn what_the_request_says_is_told_again() {
    let request = json!({
        "prompt": "a hedgehog", "seed": 9_007_199_254_740_993_u64, "num_images": 3,
        "image_size": { "width": 320, "height": 200 }, "output_format": "png",
    });
    let storage = Storage::new(ORIGIN);
    let made = result(&endpoint("fal-ai/flux/dev"), &request, 1, &storage);
    assert_eq!((&made["prompt"], &made["seed"]), (&json!("a hedgehog"), &json!(9_007_199_254_740_993_u64)));
    assert_eq!(made["has_nsfw_concepts"], json!([false, false, false]));
    assert_eq!(made["images"].as_array().unwrap().len(), 3);
    assert_ne!(made["images"][0]["url"], made["images"][1]["url"]);
    for file in files(&made) {
        let stored = storage.file(file["url"].as_str().unwrap()).unwrap();
        let picture = crate::media::tests::see(crate::media::Kind::Png, &stored.bytes);
        assert_eq!((picture.width, picture.height), (320, 200));
        assert_eq!((&file["width"], &file["height"]), (&json!(320), &json!(200)));
        assert_eq!(stored.content_type, "image/png");
    }
}

#[test]
fn sizes_are_read_in_every_way_that_they_are_told() {
    let size = |id: &str, member: &str, value: Value| {
        let mut request = json!({ "prompt": "a" });
        request[member] = value;
        let made = result(&endpoint(id), &request, 1, &Storage::new(ORIGIN));
        let file = &made["images"][0];
        (file["width"].as_u64().unwrap(), file["height"].as_u64().unwrap())
    };
    assert_eq!(size("fal-ai/flux/dev", "image_size", json!("portrait_16_9")), (576, 1024));
    assert_eq!(size("fal-ai/gpt-image-1.5", "image_size", json!("1536x1024")), (1536, 1024));
    assert_eq!(size("fal-ai/flux-pro/kontext/text-to-image", "aspect_ratio", json!("16:9")), (1360, 768));
    assert_eq!(size("fal-ai/nano-banana-pro", "resolution", json!("2K")), (2048, 2048));
}

#[test]
fn sync_mode_gets_the_file_itself_and_stores_nothing() {
    let storage = Storage::new(ORIGIN);
    let request = json!({ "prompt": "a", "sync_mode": true, "image_size": "square" });
    let made = result(&endpoint("fal-ai/flux/dev"), &request, 1, &storage);
    assert!(made["images"][0]["url"].as_str().unwrap().starts_with("data:image/jpeg;base64,"));
    assert!(storage.file(&format!("{ORIGIN}/v3.fal.media/files/")).is_none());
}

#[test]
fn an_answer_mentions_the_prompt_and_is_long_enough_to_stream() {
    let request = json!({ "prompt": "What is a brick for?", "model": "acme/model" });
    let made = result(&endpoint("openrouter/router"), &request, 1, &Storage::new(ORIGIN));
    let output = made["output"].as_str().unwrap();
    assert!(output.contains("What is a brick for?") && output.split_whitespace().count() > 20, "{output}");
    let tokens = |name: &str| made["usage"][name].as_u64().unwrap();
    assert_eq!(tokens("total_tokens"), tokens("prompt_tokens") + tokens("completion_tokens"));
}

#[test]
fn the_pieces_of_a_transcript_are_in_order_and_make_up_the_text() {
    let request = json!({ "audio_url": "https://example.com/lecture.mp3" });
    let made = result(&endpoint("fal-ai/wizper"), &request, 1, &Storage::new(ORIGIN));
    let chunks = made["chunks"].as_array().unwrap();
    let texts: Vec<&str> = chunks.iter().map(|chunk| chunk["text"].as_str().unwrap()).collect();
    assert_eq!(texts.join(" "), made["text"].as_str().unwrap());
    let times: Vec<f64> =
        chunks.iter().flat_map(|chunk| [0, 1].map(|at| chunk["timestamp"][at].as_f64().unwrap())).collect();
    assert!(times.is_sorted() && times.len() > 2, "{times:?}");
    assert!(made["text"].as_str().unwrap().contains("lecture.mp3"));
}

#[test]
fn what_a_switch_turns_on_is_not_there_without_it() {
    let id = "fal-ai/meshy/v6-preview/text-to-3d";
    let with = |request| result(&endpoint(id), &request, 1, &Storage::new(ORIGIN));
    let without = with(json!({ "prompt": "a" }));
    assert!(without.get("rigged_character_glb").is_none() && without["model_glb"].is_object());
    assert!(with(json!({ "prompt": "a", "enable_rigging": true }))["rigged_character_glb"].is_object());
}

#[test]
fn a_schema_that_contains_itself_ends() {
    let endpoint = Endpoint::parse(
        r##"{"id": "acme/tree", "transport": {"kind": "queue"}, "response": {"$ref": "#/$defs/Node"}, "$defs": {"Node": {
            "type": "object", "required": ["children", "next"], "x-fal-order-properties": ["children", "next", "more"],
            "properties": {
                "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
                "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
                "more": {"$ref": "#/$defs/Node"}
            }}}}"##,
    )
    .unwrap();
    let made = result(&endpoint, &json!({}), 1, &Storage::new(ORIGIN));
    assert_eq!(faults(endpoint.response(), &made, "tree"), Vec::<String>::new());
}
