//! Webhook deliveries, signed with a key of the server.
//!
//! `sign` signs, `address` resolves and restricts the receiver, and this module sends up to three attempts and records
//! each delivery for tests. fal retries for hours, which is too long for a test.

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
    fault::{FaultKind, FaultStep},
    settings::Settings,
    state::{ServerState, lock},
};

use self::{address::Address, sign::Signer};

mod address;
mod sign;

/// A finished webhook delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// The webhook URL.
    pub url: String,
    /// The request id of the job.
    pub request_id: String,
    /// The JSON body.
    pub body: Value,
    /// Number of attempts.
    pub attempts: u32,
    /// Status of the receiver's last response; 200 to 299 is a success.
    pub status: Option<u16>,
    /// Why the delivery failed, if it did.
    pub error: Option<String>,
}

/// The signing key, the HTTP client and the finished deliveries.
pub(crate) struct WebhookQueue {
    signer: Signer,
    client: Client<HttpConnector, Full<Bytes>>,
    deliveries: Mutex<Vec<Delivery>>,
}

impl WebhookQueue {
    pub(crate) fn new(seed: u64) -> Self {
        // Every delivery has a connection of its own: a receiver may live for one only.
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build_http();
        Self { signer: Signer::new(seed), client, deliveries: Mutex::default() }
    }

    /// Returns the JWKS.
    pub(crate) fn jwks(&self) -> Value {
        self.signer.jwks()
    }

    /// Returns the public key.
    pub(crate) fn public_key(&self) -> String {
        self.signer.public_key()
    }

    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        lock(&self.deliveries).clone()
    }

    fn record(&self, delivery: Delivery) {
        let mut deliveries = lock(&self.deliveries);
        if deliveries.len() == MAX_DELIVERIES {
            deliveries.remove(0);
        }
        deliveries.push(delivery);
    }

    pub(crate) fn clear_history(&self) {
        lock(&self.deliveries).clear();
    }
}

/// Number of recorded deliveries; the oldest are dropped.
const MAX_DELIVERIES: usize = 10_000;
/// Pauses between attempts.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];
/// Timeout of the receiver's response.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(15);
/// Delay of an attempt with the fault [`FaultKind::Hang`].
const HANG_DELAY: Duration = Duration::from_secs(60);

/// Spawns a task that delivers the outcome of a job.
pub(crate) fn deliver(state: &Arc<ServerState>, url: &str, body: &Value, settings: &Settings) {
    let request_id = body.get("request_id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let (url, body) = (url.to_owned(), body.clone());
    let mut delivery = Delivery { url, request_id, body, attempts: 0, status: None, error: None };
    let (state, settings) = (Arc::clone(state), settings.clone());
    tokio::spawn(async move {
        match Address::resolve(&delivery.url).await {
            Ok(address) => send_attempts(&state, &settings, &address, &mut delivery).await,
            Err(error) => delivery.error = Some(error),
        }
        state.webhooks.record(delivery);
    });
}

/// Sends attempts until one succeeds, the receiver redirects, or all attempts are used.
async fn send_attempts(state: &ServerState, settings: &Settings, address: &Address, delivery: &mut Delivery) {
    for pause in PAUSES.into_iter().map(Some).chain([None]) {
        delivery.attempts += 1;
        match send_attempt(state, settings, address, delivery).await {
            Ok(status) => {
                delivery.status = Some(status);
                delivery.error =
                    (!(200..300).contains(&status)).then(|| format!("the receiver responded with {status}"));
                if status < 400 {
                    return;
                }
            }
            Err(error) => delivery.error = Some(error),
        }
        if let Some(pause) = pause {
            sleep(pause).await;
        }
    }
}

/// Sends one attempt and returns the status of the response.
async fn send_attempt(
    state: &ServerState,
    settings: &Settings,
    address: &Address,
    delivery: &Delivery,
) -> Result<u16, String> {
    let fault = state.fault(FaultStep::Webhook, settings).map(|fault| fault.kind);
    match fault {
        Some(FaultKind::Drop) => return Err("dropped by an injected fault".to_owned()),
        Some(FaultKind::Hang) => sleep(HANG_DELAY).await,
        _ => {}
    }
    let (headers, body) = build_attempt(&state.webhooks.signer, delivery, fault.as_ref());
    let status = send(&state.webhooks.client, address, headers, body).await?;
    // The attempt has arrived but is reported as failed, so that it is retried.
    Ok(match fault {
        Some(FaultKind::Status(status) | FaultKind::ErrorType(_, status)) => status,
        _ => status,
    })
}

/// Returns the headers and the body of an attempt, altered by a fault.
fn build_attempt(signer: &Signer, delivery: &Delivery, fault: Option<&FaultKind>) -> (HeaderMap, Bytes) {
    let mut content = delivery.body.clone();
    if let (Some(FaultKind::Html), Value::Object(members)) = (fault, &mut content) {
        members.insert("payload".to_owned(), Value::Null);
        members.insert("payload_error".to_owned(), Value::from("Response payload is not JSON serializable"));
    }
    let body = Bytes::from(content.to_string());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let headers = match fault {
        Some(FaultKind::Empty) => HeaderMap::new(),
        Some(FaultKind::Garbage) => signer.unknown().headers(&delivery.request_id, now, &body),
        _ => signer.headers(&delivery.request_id, now, &body),
    };
    let is_cut = matches!(fault, Some(FaultKind::Cut));
    (headers, if is_cut { body.slice(..body.len() / 2) } else { body })
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
    match timeout(RESPONSE_TIMEOUT, client.request(request)).await {
        Ok(Ok(response)) => Ok(response.status().as_u16()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the receiver did not respond in time".to_owned()),
    }
}
