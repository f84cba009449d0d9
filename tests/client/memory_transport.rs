//! A transport without sockets. It responds by a script, with the delays of the script, and records the
//! time of every request. On tokio's paused clock, minutes pass instantly and exactly.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use fal_sdk::{
    Client, ClientBuilder,
    transport::{
        BodyStream, BoxFuture, Bytes, FailurePhase, HeaderMap, Request, Response, StatusCode, Transport, TransportError,
    },
};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::fixtures::KEY;

/// Scripted outcome of one request.
pub struct ScriptedStep {
    delay: Duration,
    outcome: ScriptedOutcome,
}

enum ScriptedOutcome {
    Response(u16, HeaderMap, Vec<u8>),
    /// Headers, and then a body that never arrives.
    HeadOnly(HeaderMap),
    /// Headers, and then the body in chunks.
    Bits(u16, HeaderMap, VecDeque<Bit>),
    Fails(FailurePhase),
    Never,
}

pub fn response(status: u16, body: &Value) -> ScriptedStep {
    step(ScriptedOutcome::Response(status, HeaderMap::new(), body.to_string().into_bytes()))
}

pub fn text(status: u16, content_type: &'static str, body: &str) -> ScriptedStep {
    let headers = [("content-type".parse().unwrap(), content_type.parse().unwrap())].into_iter().collect();
    step(ScriptedOutcome::Response(status, headers, body.as_bytes().to_vec()))
}

pub fn head_only(headers: HeaderMap) -> ScriptedStep {
    step(ScriptedOutcome::HeadOnly(headers))
}

/// Server-sent events, each after a delay in milliseconds.
pub fn events<'e>(events: impl IntoIterator<Item = (u64, &'e str)>) -> ScriptedStep {
    bits("text/event-stream", events)
}

/// A body in chunks, each after a delay in milliseconds.
pub fn bits<'b>(content_type: &'static str, bits: impl IntoIterator<Item = (u64, &'b str)>) -> ScriptedStep {
    let headers = [("content-type".parse().unwrap(), content_type.parse().unwrap())].into_iter().collect();
    let bit = |(after, text): (u64, &str)| Bit::Piece(Duration::from_millis(after), text.as_bytes().to_vec().into());
    step(ScriptedOutcome::Bits(200, headers, bits.into_iter().map(bit).collect()))
}

pub fn fails(stage: FailurePhase) -> ScriptedStep {
    step(ScriptedOutcome::Fails(stage))
}

pub fn never() -> ScriptedStep {
    step(ScriptedOutcome::Never)
}

fn step(outcome: ScriptedOutcome) -> ScriptedStep {
    ScriptedStep { delay: Duration::ZERO, outcome }
}

/// Next event of a body.
enum Bit {
    Piece(Duration, Bytes),
    Fails,
    Nothing,
}

impl ScriptedStep {
    /// Fails at the end of the body.
    pub fn then_fails(self) -> Self {
        self.then(Bit::Fails)
    }

    /// Never ends the body.
    pub fn then_silent(self) -> Self {
        self.then(Bit::Nothing)
    }

    fn then(mut self, bit: Bit) -> Self {
        if let ScriptedOutcome::Bits(_, _, bits) = &mut self.outcome {
            bits.push_back(bit);
        }
        self
    }

    /// Replaces status 200.
    pub fn status(mut self, status: u16) -> Self {
        if let ScriptedOutcome::Response(of, ..) | ScriptedOutcome::Bits(of, ..) = &mut self.outcome {
            *of = status;
        }
        self
    }

    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let ScriptedOutcome::Response(_, headers, _) | ScriptedOutcome::Bits(_, headers, _) = &mut self.outcome {
            headers.insert(name, value.parse().unwrap());
        }
        self
    }
}

/// Responds by a script and records requests.
pub struct MemoryTransport {
    begun: Instant,
    script: Mutex<VecDeque<ScriptedStep>>,
    /// After the script the job stays in progress and can be cancelled.
    forever: bool,
    asked: Mutex<Vec<(String, Duration)>>,
    shown: Mutex<String>,
}

impl MemoryTransport {
    pub fn new(script: impl IntoIterator<Item = ScriptedStep>) -> Arc<Self> {
        Arc::new(Self {
            begun: Instant::now(),
            script: Mutex::new(script.into_iter().collect()),
            forever: false,
            asked: Mutex::default(),
            shown: Mutex::default(),
        })
    }

    /// Uses the steps in order. After them every GET reports a job in progress, and every PUT cancels it.
    pub fn stuck_after(script: impl IntoIterator<Item = ScriptedStep>) -> Arc<Self> {
        let mut memory = Arc::into_inner(Self::new(script)).unwrap();
        memory.forever = true;
        Arc::new(memory)
    }

    pub fn client(self: &Arc<Self>) -> Client {
        self.builder().build().unwrap()
    }

    /// A client that polls its jobs, so that the script has one response per poll.
    pub fn builder(self: &Arc<Self>) -> ClientBuilder {
        self.streaming_builder().poll_only()
    }

    /// A client that uses status streams, which is the default.
    pub fn streaming_client(self: &Arc<Self>) -> Client {
        self.streaming_builder().build().unwrap()
    }

    pub fn streaming_builder(self: &Arc<Self>) -> ClientBuilder {
        Client::builder().environment(|_| None).key(KEY).transport(Arc::clone(self) as Arc<dyn Transport>)
    }

    /// Method and path of every request.
    pub fn lines(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|(line, _)| line.clone()).collect()
    }

    /// Times of the requests, in milliseconds.
    pub fn times(&self) -> Vec<u128> {
        self.asked.lock().unwrap().iter().map(|(_, at)| at.as_millis()).collect()
    }

    /// Debug output of the last request.
    pub fn shown(&self) -> String {
        self.shown.lock().unwrap().clone()
    }

    fn next(&self, request: &Request) -> ScriptedStep {
        *self.shown.lock().unwrap() = format!("{request:?}");
        let path = request
            .url
            .query()
            .map_or_else(|| request.url.path().to_owned(), |query| format!("{}?{query}", request.url.path()));
        self.asked.lock().unwrap().push((format!("{} {path}", request.method), self.begun.elapsed()));
        let step = self.script.lock().unwrap().pop_front();
        step.unwrap_or_else(|| match (self.forever, request.method.as_str()) {
            (true, "GET") => response(202, &serde_json::json!({"status": "IN_PROGRESS"})),
            (true, "PUT") => response(202, &serde_json::json!({"status": "CANCELLATION_REQUESTED"})),
            _ => response(599, &Value::Null),
        })
    }
}

impl Transport for MemoryTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let ScriptedStep { delay, outcome } = self.next(&request);
            sleep(delay).await;
            match outcome {
                ScriptedOutcome::Response(status, headers, body) => {
                    Ok(build_response(status, headers, Box::new(Some(body.into()))))
                }
                ScriptedOutcome::HeadOnly(headers) => {
                    Ok(build_response(200, headers, Box::new(Bits([Bit::Nothing].into()))))
                }
                ScriptedOutcome::Bits(status, headers, bits) => {
                    Ok(build_response(status, headers, Box::new(Bits(bits))))
                }
                ScriptedOutcome::Fails(stage) => Err(TransportError::new(stage, "response")),
                ScriptedOutcome::Never => std::future::pending().await,
            }
        })
    }
}

fn build_response(status: u16, headers: HeaderMap, body: Box<dyn BodyStream>) -> Response {
    Response::new(StatusCode::from_u16(status).unwrap(), headers, body)
}

struct Bits(VecDeque<Bit>);

impl BodyStream for Bits {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move {
            match self.0.pop_front() {
                None => Ok(None),
                Some(Bit::Fails) => Err(TransportError::new(FailurePhase::Reading, "response")),
                Some(Bit::Nothing) => std::future::pending().await,
                // Dropping this future loses the chunk.
                Some(Bit::Piece(after, piece)) => {
                    sleep(after).await;
                    Ok(Some(piece))
                }
            }
        })
    }
}
