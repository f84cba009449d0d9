//! Results of every endpoint, validated against its response schema.

use std::{
    fs,
    path::{Path, PathBuf},
};

use fal_mock::{Endpoint, File, Mock, Settings, check, example_request};
use fal_tests::fixtures::workspace;
use reqwest::Client;
use serde_json::{Map, Value, json};

/// A result and the files that the server stored for it.
struct Made {
    result: Value,
    files: Vec<File>,
}

/// Returns the paths of the generated schemas below a folder.
fn schemas(folder: &Path) -> Vec<PathBuf> {
    let inside = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = inside.partition(|path| path.is_dir());
    let own = files.into_iter().filter(|path| path.to_string_lossy().ends_with(".schema.json"));
    own.chain(folders.iter().flat_map(|folder| schemas(folder))).collect()
}

/// Returns the schemas of all endpoints of the generated crate.
fn endpoints() -> Vec<Value> {
    let schemas = schemas(&workspace().join("generated/src/endpoints"));
    schemas.into_iter().map(|path| serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()).collect()
}

fn endpoint(id: &str) -> Value {
    endpoints().into_iter().find(|endpoint| endpoint["id"] == id).unwrap()
}

async fn run(endpoint: &Value, request: &Value) -> Made {
    run_with(endpoint, request, Settings::default()).await
}

async fn run_with(endpoint: &Value, request: &Value, settings: Settings) -> Made {
    let known = Endpoint::parse(&endpoint.to_string()).unwrap();
    let mock = Mock::builder().endpoint(known).settings(settings).start().unwrap();
    let call = Client::new().post(format!("{}/fal.run/{}", mock.url(), endpoint["id"].as_str().unwrap()));
    let call = call.header("authorization", "Key mock:mock").body(request.to_string());
    let response = call.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap().replace(mock.url(), "http://mock");
    assert_eq!(status, 200, "{} with {request}: {text}", endpoint["id"]);
    let mut files = mock.files();
    for file in &mut files {
        file.url = file.url.replace(mock.url(), "http://mock");
    }
    Made { result: serde_json::from_str(&text).unwrap(), files }
}

fn request(endpoint: &Value) -> Value {
    example_request(&Endpoint::parse(&endpoint.to_string()).unwrap())
}

/// Returns the violations of the response schema in a result.
fn violations(endpoint: &Value, result: &Value) -> Vec<String> {
    let mut endpoint = endpoint.clone();
    endpoint["request"] = endpoint["response"].clone();
    let found = check(&Endpoint::parse(&endpoint.to_string()).unwrap(), result);
    found.iter().map(|violation| format!("{}: {}", json!(violation.loc), violation.msg)).collect()
}

/// Returns all file objects of a result.
fn files(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Object(members) if members.contains_key("url") => vec![members],
        Value::Object(members) => members.values().flat_map(files).collect(),
        Value::Array(items) => items.iter().flat_map(files).collect(),
        _ => Vec::new(),
    }
}

impl Made {
    fn file(&self, object: &Map<String, Value>) -> &File {
        self.files.iter().find(|file| object["url"] == file.url).unwrap_or_else(|| panic!("{object:?}"))
    }
}

#[tokio::test]
async fn results_of_every_endpoint_match_its_response_schema() {
    let endpoints = endpoints();
    for endpoint in endpoints {
        let made = run(&endpoint, &request(&endpoint)).await;
        assert_eq!(violations(&endpoint, &made.result), [""; 0], "{}: {:#}", endpoint["id"], made.result);
        for object in files(&made.result) {
            let file = made.file(object);
            assert!(!file.bytes.is_empty());
            assert!(object.get("content_type").is_none_or(|value| *value == file.content_type));
            assert!(object.get("file_size").is_none_or(|value| *value == file.bytes.len()));
        }
    }
}

#[test]
fn an_invalid_result_has_violations() {
    let found = violations(&endpoint("fal-ai/flux/dev"), &json!({ "images": [{}], "seed": "none" }));
    assert!(found.iter().any(|violation| violation.contains(r#"["body","images",0,"url"]"#)), "{found:?}");
    assert!(found.iter().any(|violation| violation.contains(r#"["body","seed"]"#)), "{found:?}");
}

#[tokio::test]
async fn results_depend_on_request_and_seed_only() {
    let endpoint = endpoint("fal-ai/flux/dev");
    let request = json!({ "prompt": "a hedgehog" });
    let seeded = |seed| {
        let mut settings = Settings::default();
        settings.seed = seed;
        run_with(&endpoint, &request, settings)
    };
    let (first, again, other) = (seeded(1).await, seeded(1).await, seeded(2).await);
    assert_eq!(first.result, again.result);
    assert_eq!(first.files[0].bytes, again.files[0].bytes);
    assert_ne!(first.files[0].bytes, other.files[0].bytes);
    assert_ne!(first.result["seed"], other.result["seed"]);
}

#[tokio::test]
async fn results_repeat_values_of_the_request() {
    let request = json!({
        "prompt": "a hedgehog", "seed": 9_007_199_254_740_993_u64, "num_images": 3,
        "image_size": { "width": 320, "height": 200 }, "output_format": "png",
    });
    let made = run(&endpoint("fal-ai/flux/dev"), &request).await;
    let result = &made.result;
    assert_eq!((&result["prompt"], &result["seed"]), (&json!("a hedgehog"), &json!(9_007_199_254_740_993_u64)));
    assert_eq!(result["has_nsfw_concepts"], json!([false, false, false]));
    assert_eq!(result["images"].as_array().unwrap().len(), 3);
    assert_ne!(result["images"][0]["url"], result["images"][1]["url"]);
    for object in files(result) {
        let file = made.file(object);
        let side = |at: usize| u32::from_be_bytes(file.bytes[at..at + 4].try_into().unwrap());
        assert_eq!((&file.bytes[1..4], side(16), side(20)), (b"PNG".as_slice(), 320, 200));
        assert_eq!((&object["width"], &object["height"]), (&json!(320), &json!(200)));
        assert_eq!(file.content_type, "image/png");
    }
}

#[tokio::test]
async fn sizes_are_read_from_every_kind_of_property() {
    for (id, member, value, width, height) in [
        ("fal-ai/flux/dev", "image_size", "portrait_16_9", 576, 1024),
        ("fal-ai/gpt-image-1.5", "image_size", "1536x1024", 1536, 1024),
        ("fal-ai/flux-pro/kontext/text-to-image", "aspect_ratio", "16:9", 1360, 768),
        ("fal-ai/nano-banana-pro", "resolution", "2K", 2048, 2048),
    ] {
        let made = run(&endpoint(id), &json!({ "prompt": "a hedgehog", member: value })).await;
        let file = &made.result["images"][0];
        assert_eq!((&file["width"], &file["height"]), (&json!(width), &json!(height)), "{id}");
    }
}

#[tokio::test]
async fn sync_mode_returns_data_uris_and_stores_nothing() {
    let request = json!({ "prompt": "a", "sync_mode": true, "image_size": "square" });
    let made = run(&endpoint("fal-ai/flux/dev"), &request).await;
    assert!(made.result["images"][0]["url"].as_str().unwrap().starts_with("data:image/jpeg;base64,"));
    assert!(made.files.is_empty());
}

#[tokio::test]
async fn generated_text_mentions_the_prompt_and_is_long_enough_to_stream() {
    let request = json!({ "prompt": "What is a brick for?", "model": "acme/model" });
    let made = run(&endpoint("openrouter/router"), &request).await.result;
    let output = made["output"].as_str().unwrap();
    assert!(output.contains("What is a brick for?") && output.split_whitespace().count() > 20, "{output}");
    let tokens = |name: &str| made["usage"][name].as_u64().unwrap();
    assert_eq!(tokens("total_tokens"), tokens("prompt_tokens") + tokens("completion_tokens"));
}

#[tokio::test]
async fn transcript_chunks_are_in_order_and_make_up_the_text() {
    let request = json!({ "audio_url": "https://example.com/lecture.mp3" });
    let made = run(&endpoint("fal-ai/wizper"), &request).await.result;
    let chunks = made["chunks"].as_array().unwrap();
    let texts: Vec<&str> = chunks.iter().map(|chunk| chunk["text"].as_str().unwrap()).collect();
    assert_eq!(texts.join(" "), made["text"].as_str().unwrap());
    let times: Vec<f64> =
        chunks.iter().flat_map(|chunk| [0, 1].map(|at| chunk["timestamp"][at].as_f64().unwrap())).collect();
    assert!(times.is_sorted() && times.len() > 2, "{times:?}");
    assert!(made["text"].as_str().unwrap().contains("lecture.mp3"));
}

#[tokio::test]
async fn results_omit_what_a_switch_disables() {
    let endpoint = endpoint("fal-ai/meshy/v6-preview/text-to-3d");
    let without = run(&endpoint, &json!({ "prompt": "a" })).await.result;
    assert!(without.get("rigged_character_glb").is_none() && without["model_glb"].is_object());
    let with = run(&endpoint, &json!({ "prompt": "a", "enable_rigging": true })).await.result;
    assert!(with["rigged_character_glb"].is_object());
}
