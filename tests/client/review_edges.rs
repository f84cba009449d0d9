//! What must not go wrong with errors and requests at their edges.

use serde_json::json;

use super::{
    given::{KEY, job},
    memory::{Memory, events, text},
};

#[tokio::test(start_paused = true)]
async fn a_key_that_a_status_stream_echoes_is_in_no_update_and_no_error() {
    let told = json!({"status": "COMPLETED", "error": format!("no such key: {KEY}"), "logs": [{"message": KEY}]});
    let memory = Memory::of([events([(0, &*format!("data: {told}\n\n"))]), text(500, "text/plain", "")]);
    let heard = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let into = std::sync::Arc::clone(&heard);
    let job =
        job(&memory.streaming_client()).on_update(move |update| into.lock().unwrap().push_str(&format!("{update:?}")));
    let error = job.wait().await.unwrap_err();
    let shown = format!("{error} {error:?} {}", heard.lock().unwrap());
    assert!(shown.contains("no such key") && !shown.contains(KEY), "{shown}");
}
