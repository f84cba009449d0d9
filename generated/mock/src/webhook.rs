//! Webhooks: what became of a job, delivered to an address and signed with a key of the server's own.
//!
//! `sign` has the key, `address` decides where a delivery may go, and here it is sent: up to three times, since a
//! receiver that was down for a moment gets another chance. What became of each is kept for tests.
//!
//! fal tries for hours; a test would not wait that long.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{HeaderMap, Method, Request, header::HeaderValue};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;
use tokio::time::{sleep, timeout};

use crate::{
    fault::{Kind, Step},
    settings::Settings,
    state::{State, lock},
};

use self::{address::Address, sign::Signer};

mod address;
mod sign;

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// Where it was to go.
    pub url: String,
    /// The job that it tells of.
    pub request_id: String,
    /// What it tells.
    pub body: Value,
    /// How often it was sent, or was to be.
    pub attempts: u32,
    /// The last status that the receiver answered with; any from 200 to 299 is good.
    pub status: Option<u16>,
    /// Why it has not arrived, if so.
    pub error: Option<String>,
}

/// The key that deliveries are signed with, and what was delivered.
pub(crate) struct Webhooks {
    signer: Signer,
    client: Client<HttpConnector, Full<Bytes>>,
    deliveries: Mutex<Vec<Delivery>>,
}

impl Webhooks {
    pub(crate) fn new(seed: u64) -> Self {
        // Every delivery has a connection of its own: a receiver may live for one only.
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build_http();
        Self { signer: Signer::new(seed), client, deliveries: Mutex::default() }
    }

    /// What `/.well-known/jwks.json` has.
    pub(crate) fn keys(&self) -> Value {
        self.signer.keys()
    }

    /// The public key.
    pub(crate) fn key(&self) -> String {
        self.signer.public()
    }

    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        lock(&self.deliveries).clone()
    }

    fn record(&self, told: Delivery) {
        let mut deliveries = lock(&self.deliveries);
        if deliveries.len() == MOST {
            deliveries.remove(0);
        }
        deliveries.push(told);
    }

    pub(crate) fn clear_history(&self) {
        lock(&self.deliveries).clear();
    }
}

/// So many deliveries are remembered.
const MOST: usize = 10_000;
/// The pauses between attempts.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];
/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// How late a delivery comes that a fault holds back.
const LATE: Duration = Duration::from_secs(60);

/// Delivers the outcome of a job to an address, in a task of its own.
pub(crate) fn deliver(state: &Arc<State>, url: &str, delivery: &Value, settings: &Settings) {
    let request_id = delivery.get("request_id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let (url, body) = (url.to_owned(), delivery.clone());
    let mut told = Delivery { url, request_id, body, attempts: 0, status: None, error: None };
    let (state, settings) = (Arc::clone(state), settings.clone());
    tokio::spawn(async move {
        match Address::find(&told.url).await {
            Ok(address) => attempt_all(&state, &settings, &address, &mut told).await,
            Err(refusal) => told.error = Some(refusal),
        }
        state.webhooks.record(told);
    });
}

/// Sends it until it has arrived, the receiver wants it elsewhere, or there were enough attempts.
async fn attempt_all(state: &State, settings: &Settings, address: &Address, told: &mut Delivery) {
    for pause in PAUSES.into_iter().map(Some).chain([None]) {
        told.attempts += 1;
        match attempt(state, settings, address, told).await {
            Ok(status) => {
                told.status = Some(status);
                told.error = (!(200..300).contains(&status)).then(|| format!("the receiver answered with {status}"));
                if status < 400 {
                    return;
                }
            }
            Err(error) => told.error = Some(error),
        }
        if let Some(pause) = pause {
            sleep(pause).await;
        }
    }
}

/// Sends it once; the status of the answer.
async fn attempt(state: &State, settings: &Settings, address: &Address, told: &Delivery) -> Result<u16, String> {
    let fault = state.fault(Step::Webhook, settings).map(|fault| fault.kind);
    match fault {
        Some(Kind::Drop) => return Err("a fault lost it on its way".to_owned()),
        Some(Kind::Hang) => sleep(LATE).await,
        _ => {}
    }
    let (headers, body) = letter(&state.webhooks.signer, told, fault.as_ref());
    let status = send(&state.webhooks.client, address, headers, body).await?;
    // The receiver has it, and is believed to have said something else: so it gets it once more.
    Ok(match fault {
        Some(Kind::Status(said) | Kind::ErrorType(_, said)) => said,
        _ => status,
    })
}

/// What is sent: the signature and the body, or what a fault makes of them.
fn letter(signer: &Signer, told: &Delivery, fault: Option<&Kind>) -> (HeaderMap, Bytes) {
    let mut content = told.body.clone();
    if let (Some(Kind::Html), Value::Object(members)) = (fault, &mut content) {
        members.insert("payload".to_owned(), Value::Null);
        members.insert("payload_error".to_owned(), Value::from("Response payload is not JSON serializable"));
    }
    let body = Bytes::from(content.to_string());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let headers = match fault {
        Some(Kind::Empty) => HeaderMap::new(),
        Some(Kind::Garbage) => signer.another().headers(&told.request_id, now, &body),
        _ => signer.headers(&told.request_id, now, &body),
    };
    let half = matches!(fault, Some(Kind::Cut));
    (headers, if half { body.slice(..body.len() / 2) } else { body })
}

async fn send(
    client: &Client<HttpConnector, Full<Bytes>>,
    address: &Address,
    headers: HeaderMap,
    body: Bytes,
) -> Result<u16, String> {
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = address.uri.clone();
    *request.headers_mut() = headers;
    for (name, value) in [("host", address.host.as_str()), ("content-type", "application/json")] {
        let value = HeaderValue::from_str(value).map_err(|error| error.to_string())?;
        request.headers_mut().insert(name, value);
    }
    match timeout(PATIENCE, client.request(request)).await {
        Ok(Ok(response)) => Ok(response.status().as_u16()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the receiver did not response in time".to_owned()),
    }
}
