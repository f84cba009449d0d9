//! `tracing` output: one span per call, with its ids, and nothing private.

use std::{
    fmt::{Debug, Write},
    sync::{Arc, Mutex},
};

use fal_tests::server::{Server, events, json};
use serde_json::json;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use super::fixtures::{ID, KEY, client_of, completed, job, kontext, result, streaming_client_of, submit_response};

/// Records every span and event as a line.
#[derive(Clone, Default)]
struct LogRecorder(Arc<Mutex<String>>);

impl LogRecorder {
    fn write(&self, what: &str, metadata: &Metadata<'_>, record: impl FnOnce(&mut dyn Visit)) {
        let mut line = SpanLine(format!("{what} {} {}", metadata.level(), metadata.name()));
        record(&mut line);
        writeln!(self.0.lock().unwrap(), "{}", line.0).unwrap();
    }

    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

struct SpanLine(String);

impl Visit for SpanLine {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for LogRecorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "fal_sdk"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.write("span", span.metadata(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = SpanLine("record".to_owned());
        values.record(&mut line);
        writeln!(self.0.lock().unwrap(), "{}", line.0).unwrap();
    }

    fn event(&self, event: &Event<'_>) {
        self.write("event", event.metadata(), |line| event.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Returns what is logged while a future runs.
async fn logged<T>(future: impl Future<Output = T>) -> String {
    let recorder = LogRecorder::default();
    let guard = tracing::subscriber::set_default(recorder.clone());
    future.await;
    drop(guard);
    let text = recorder.text();
    for private in [KEY, "donut", "secret", "127.0.0.1", "http://", "webhook"] {
        assert!(!text.contains(private), "{private} in {text}");
    }
    text
}

#[tokio::test]
async fn a_call_is_one_span_with_its_ids() {
    let secret = json(202, &json!({"status": "IN_PROGRESS", "logs": [{"message": "a secret line"}]}));
    let odd = json(202, &json!({"status": "PAUSED"}));
    let server =
        Server::start([submit_response(), secret, odd, json(503, &json!({"detail": "secret"})), completed(), result()]);
    let call = kontext(&client_of(&server)).on_update(|_| ()).webhook("https://hooks.test/?token=secret");
    let text = logged(call.into_future()).await;
    let spans: Vec<&str> = text.lines().filter(|line| line.starts_with("span")).collect();
    assert_eq!(spans, ["span INFO fal.call kind=\"await\" endpoint=\"fal-ai/flux-pro/kontext\""]);
    assert!(text.contains(&format!("record request_id=\"{ID}\"")), "{text}");
    for word in ["IN_PROGRESS", "PAUSED", "COMPLETED"] {
        assert!(text.contains(&format!("state=\"{word}\"")), "{text}");
    }
    assert_eq!(text.lines().filter(|line| line.contains("event WARN")).count(), 1, "the odd word: {text}");
    assert!(text.contains("retrying a request"), "{text}");
}

#[tokio::test]
async fn every_terminal_method_has_its_own_kind_of_span() {
    let server = Server::start([json(200, &json!({})).header("x-fal-request-id", ID), events([])]);
    let client = client_of(&server);
    let run = logged(kontext(&client).run()).await;
    assert!(run.contains("kind=\"run\"") && run.contains(&format!("record request_id=\"{ID}\"")), "{run}");
    assert!(logged(kontext(&client).stream()).await.contains("kind=\"stream\""));
    let server = Server::start([submit_response(), completed(), result(), json(401, &json!({"detail": "secret"}))]);
    let client = client_of(&server);
    assert!(logged(kontext(&client).submit()).await.contains("kind=\"submit\""));
    let job = job(&client);
    let wait = logged(job.wait()).await;
    assert!(wait.contains("kind=\"wait\"") && wait.contains(&format!("record request_id=\"{ID}\"")), "{wait}");
    let updates = logged(async { job.updates().next().await }).await;
    assert!(updates.contains("kind=\"updates\""), "{updates}");
}

#[tokio::test]
async fn falling_back_is_a_warning() {
    let rejected = json(503, &json!({"detail": "secret"}));
    let server = Server::start([rejected, completed(), result()]);
    let job = job(&streaming_client_of(&server));
    let text = logged(job.wait()).await;
    assert!(text.contains("event WARN") && text.contains("polling the status instead"), "{text}");
}
