//! Proxies, fal's backup hosts, middleware and compression.

use std::sync::{Arc, Mutex};

use fal_sdk::{
    Client, ErrorKind, RetryPolicy,
    transport::{Bytes, FailurePhase, Request, Response, StatusCode, Transport, TransportError},
};
use fal_tests::server::{Server, raw};
use serde_json::json;

use super::fixtures::{ID, KEY, KONTEXT, SUBMIT, builder, client_of, hasty, job, kontext, result, submit_response};

#[tokio::test]
async fn a_proxy_gets_each_request_with_its_real_address() {
    let proxy = Server::start([submit_response(), result()]);
    let environment = |name: &str| (name == "FAL_KEY").then(|| KEY.to_owned());
    let url = format!("{}/api/fal/proxy", proxy.url());
    let client = Client::builder().environment(environment).proxy_url(url).build().unwrap();
    kontext(&client).webhook("https://example.com/hook?a=1").submit().await.unwrap().result().await.unwrap();
    assert_eq!(proxy.lines(), ["POST /api/fal/proxy", "GET /api/fal/proxy"]);
    let [submit, fetch] = &proxy.requests()[..] else { panic!("two requests") };
    assert_eq!(
        submit.all("x-fal-target-url"),
        ["https://queue.fal.run/fal-ai/flux-pro/kontext?fal_webhook=https%3A%2F%2Fexample.com%2Fhook%3Fa%3D1"]
    );
    assert_eq!(fetch.all("x-fal-target-url"), [format!("https://queue.fal.run/fal-ai/flux-pro/requests/{ID}")]);
    assert_eq!(submit.body, br#"{"prompt":"a donut"}"#);
    assert!(submit.all("authorization").is_empty(), "the proxy has the key");
}

#[tokio::test]
async fn a_proxy_gets_its_own_key() {
    let proxy = Server::start([submit_response()]);
    let client = builder("https://queue.fal.run").proxy_url(proxy.url()).build().unwrap();
    kontext(&client).submit().await.unwrap();
    assert_eq!(proxy.requests()[0].all("authorization"), [format!("Key {KEY}")]);
}

#[test]
fn the_url_of_a_proxy_is_validated() {
    let error = Client::builder().proxy_url("http://example.com/proxy").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().starts_with("the URL from proxy_url is plain http"), "{error}");
}

#[tokio::test]
async fn the_proxy_target_header_is_set_by_the_client_only() {
    let server = Server::start([]);
    let call = kontext(&client_of(&server)).header("X-Fal-Target-Url", "https://evil.test");
    assert!(
        call.submit()
            .await
            .unwrap_err()
            .to_string()
            .contains("`x-fal-target-url` cannot be set: it is set by the client")
    );
    assert!(server.requests().is_empty());
}

/// These hosts do not respond; all others accept a submit.
struct Down {
    hosts: &'static [&'static str],
    asked: Mutex<Vec<String>>,
}

impl Down {
    fn of(hosts: &'static [&'static str]) -> Arc<Self> {
        Arc::new(Self { hosts, asked: Mutex::default() })
    }

    fn client(self: &Arc<Self>, backup: bool) -> Client {
        let transport = Arc::clone(self) as Arc<dyn Transport>;
        let builder = Client::builder().environment(|_| None).key(KEY).transport(transport);
        builder.backup_hosts(backup).retry(hasty().attempts(2)).build().unwrap()
    }
}

impl Transport for Down {
    fn send(&self, request: Request) -> fal_sdk::transport::BoxFuture<'_, Result<Response, TransportError>> {
        let host = request.url.host_str().unwrap().to_owned();
        let down = self.hosts.contains(&host.as_str());
        let why = format!("{host} is down");
        self.asked.lock().unwrap().push(host);
        Box::pin(async move {
            let submit_response = Bytes::from(json!({"request_id": ID}).to_string());
            if down { Err(TransportError::new(FailurePhase::Connecting, why)) } else { Ok(response(submit_response)) }
        })
    }
}

fn response(body: Bytes) -> Response {
    Response::new(StatusCode::OK, fal_sdk::transport::HeaderMap::new(), Box::new(Some(body)))
}

#[tokio::test]
async fn a_backup_host_is_used_only_if_enabled() {
    let down = Down::of(&["queue.fal.run"]);
    assert!(kontext(&down.client(false)).submit().await.unwrap_err().is_connect());
    assert_eq!(*down.asked.lock().unwrap(), ["queue.fal.run", "queue.fal.run"]);

    let down = Down::of(&["queue.fal.run"]);
    assert_eq!(kontext(&down.client(true)).submit().await.unwrap().request_id(), ID);
    assert_eq!(*down.asked.lock().unwrap(), ["queue.fal.run", "queue.falrun.com"]);
}

#[tokio::test]
async fn if_the_backup_is_down_too_the_first_error_is_returned() {
    let down = Down::of(&["queue.fal.run", "queue.falrun.com"]);
    let error = kontext(&down.client(true)).submit().await.unwrap_err();
    assert!(error.is_connect() && !error.maybe_submitted());
    assert!(error.to_string().contains("queue.fal.run is down"), "{error}");
    assert_eq!(down.asked.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn other_hosts_have_no_backup() {
    let down = Down::of(&["relay.example"]);
    let builder = Client::builder().environment(|_| None).key(KEY).base_url("https://relay.example").backup_hosts(true);
    let client = builder.transport(Arc::clone(&down) as Arc<dyn Transport>).retry(RetryPolicy::none()).build().unwrap();
    kontext(&client).submit().await.unwrap_err();
    assert_eq!(*down.asked.lock().unwrap(), ["relay.example"]);
}

/// Middleware that records requests.
struct Noting {
    inner: Arc<dyn Transport>,
    notes: Arc<Mutex<Vec<String>>>,
    name: &'static str,
}

impl Transport for Noting {
    fn send(&self, request: Request) -> fal_sdk::transport::BoxFuture<'_, Result<Response, TransportError>> {
        self.notes.lock().unwrap().push(format!("{} {}", self.name, request.method));
        self.inner.send(request)
    }
}

#[tokio::test]
async fn middleware_sees_every_request_and_the_last_added_sees_it_first() {
    let server = Server::start([raw(429, "text/plain", ""), submit_response()]);
    let notes = Arc::<Mutex<Vec<String>>>::default();
    let layer = |name| {
        let notes = Arc::clone(&notes);
        move |inner| Arc::new(Noting { inner, notes: Arc::clone(&notes), name }) as Arc<dyn Transport>
    };
    let client = builder(&server.url()).layer(layer("inner")).layer(layer("outer")).build().unwrap();
    kontext(&client).submit().await.unwrap();
    assert_eq!(*notes.lock().unwrap(), ["outer POST", "inner POST", "outer POST", "inner POST"]);
}

/// `{"ok":true}`
const GZIPPED: &[u8] = &[
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0xca, 0xcf, 0x56, 0xb2, 0x2a, 0x29, 0x2a,
    0x4d, 0xad, 0x05, 0x00, 0x90, 0x5f, 0xd4, 0xa7, 0x0b, 0x00, 0x00, 0x00,
];

#[tokio::test]
async fn compressed_responses_are_decoded() {
    let server = Server::start([raw(200, "application/json", GZIPPED).header("content-encoding", "gzip")]);
    assert_eq!(job(&client_of(&server)).result().await.unwrap(), json!({"ok": true}));
    assert_eq!(server.requests()[0].all("accept-encoding"), ["gzip"]);
}

#[tokio::test]
async fn the_size_limit_applies_to_the_decompressed_result() {
    let server = Server::start([raw(200, "application/json", GZIPPED).header("content-encoding", "gzip")]);
    let client = builder(&server.url()).result_limit(10).build().unwrap();
    let error = job(&client).result().await.unwrap_err();
    assert!(error.to_string().contains("the response is larger than 10 bytes"), "{error}");
}

#[tokio::test]
async fn retries_share_a_budget_that_successes_refill() {
    let busy = || raw(503, "text/plain", "busy");
    let server = Server::start((0..9).map(|_| busy()));
    let client = builder(&server.url()).retry_budget(3).build().unwrap();
    job(&client).status().await.unwrap_err();
    job(&client).status().await.unwrap_err();
    assert_eq!(server.lines().len(), 5, "four and, the reserve being empty, one");

    let good = || raw(200, "application/json", r#"{"status":"IN_QUEUE"}"#);
    let script = [vec![busy(); 2], (0..5).map(|_| good()).collect(), vec![busy(), good()]].concat();
    let server = Server::start(script);
    let client = builder(&server.url()).retry_budget(1).build().unwrap();
    job(&client).status().await.unwrap_err();
    for _ in 0..5 {
        job(&client).status().await.unwrap();
    }
    job(&client).status().await.unwrap();
    assert_eq!(server.lines().len(), 9, "five good responses earned one repetition");
}

#[tokio::test]
async fn a_submit_that_may_have_arrived_is_not_sent_to_the_backup_host() {
    let server = Server::start([fal_tests::server::reset()]);
    let client = builder(&server.url()).backup_hosts(true).build().unwrap();
    let error = client.endpoint(KONTEXT).unwrap().call(&json!({})).submit().await.unwrap_err();
    assert!(error.maybe_submitted());
    assert_eq!(server.lines(), [SUBMIT]);
}
