//! A transport without sockets that pauses at every step, so that a future of the client can be dropped at each of its
//! awaits. It simulates a queue with one job. For scripts and exact times, see `memory_transport`.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
};

use fal_sdk::{
    Client,
    transport::{BodyStream, BoxFuture, Bytes, HeaderMap, Request, Response, StatusCode, Transport, TransportError},
};
use serde_json::{Value, json};
use tokio::task::yield_now;

use super::fixtures::{CANCEL, ID, KEY};

/// How the client watches jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchMode {
    StatusRequests,
    Stream,
}

/// A queue with one job. It pauses before each response, each chunk of a body and each end.
#[derive(Default)]
pub struct StepTransport {
    asked: Mutex<Vec<String>>,
    /// Responses to status requests; after them the job stays in progress.
    statuses: Mutex<VecDeque<(u16, &'static str)>>,
    /// Requests that are neither finished nor dropped.
    open: Arc<AtomicUsize>,
    /// Whether the submit response was read to its end.
    submit_response_read: Arc<AtomicBool>,
}

impl StepTransport {
    pub fn new(statuses: &[(u16, &'static str)]) -> Arc<Self> {
        Arc::new(Self { statuses: Mutex::new(statuses.iter().copied().collect()), ..Self::default() })
    }

    /// A client with the smallest number of connections, so that a leaked one is noticed.
    pub fn client(self: &Arc<Self>, way: WatchMode) -> Client {
        let builder =
            Client::builder().environment(|_| None).key(KEY).transport(Arc::clone(self) as Arc<dyn Transport>);
        let builder = match way {
            WatchMode::StatusRequests => builder.max_connections(1).poll_only(),
            // One of these is reserved for status streams.
            WatchMode::Stream => builder.max_connections(4),
        };
        builder.build().unwrap()
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    pub fn cancellations(&self) -> usize {
        self.asked().iter().filter(|line| *line == CANCEL).count()
    }

    /// From here on the job stays in progress.
    pub fn sticks(&self) {
        self.statuses.lock().unwrap().clear();
    }

    /// Number of requests in progress.
    pub fn open(&self) -> usize {
        self.open.load(SeqCst)
    }

    /// Whether the submit response was read to its end.
    pub fn sent_submit_response(&self) -> bool {
        self.submit_response_read.load(SeqCst)
    }

    /// Status and body of a response.
    fn response(&self, line: &str) -> (u16, Value) {
        if line.starts_with("POST") {
            return (200, json!({"status": "IN_QUEUE", "request_id": ID}));
        }
        if line.starts_with("PUT") {
            return (202, json!({"status": "CANCELLATION_REQUESTED"}));
        }
        if line.contains("/status") {
            let (status, word) = self.statuses.lock().unwrap().pop_front().unwrap_or((202, "IN_PROGRESS"));
            return (status, json!({"status": word}));
        }
        (200, json!({"images": []}))
    }

    /// The remaining status events, ending with the job; or a failure, if one comes first.
    fn stream(&self, open: OpenBody) -> Response {
        let mut statuses = self.statuses.lock().unwrap();
        if let Some((failure, _)) = statuses.front().copied().filter(|(status, _)| *status > 299) {
            statuses.pop_front();
            let body = Pieces { left: VecDeque::new(), ends: true, read: None, _open: open };
            return Response::new(StatusCode::from_u16(failure).unwrap(), HeaderMap::new(), Box::new(body));
        }
        let ends = statuses.back().is_some_and(|(_, word)| *word == "COMPLETED");
        let event = |(_, word): (u16, &str)| Bytes::from(format!("data: {}\n\n", json!({"status": word})));
        let body = Pieces { left: statuses.drain(..).map(event).collect(), ends, read: None, _open: open };
        let headers = [("content-type".parse().unwrap(), "text/event-stream".parse().unwrap())].into_iter().collect();
        Response::new(StatusCode::OK, headers, Box::new(body))
    }
}

impl Transport for StepTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let line = format!("{} {}", request.method, request.url.path());
            self.asked.lock().unwrap().push(line.clone());
            let open = OpenBody::one_more(&self.open);
            yield_now().await;
            if line.ends_with("/status/stream") {
                return Ok(self.stream(open));
            }
            let (status, body) = self.response(&line);
            let body = Bytes::from(body.to_string());
            let body = Pieces {
                left: [body.slice(..9), body.slice(9..)].into(),
                ends: true,
                read: line.starts_with("POST").then(|| Arc::clone(&self.submit_response_read)),
                _open: open,
            };
            Ok(Response::new(StatusCode::from_u16(status).unwrap(), HeaderMap::new(), Box::new(body)))
        })
    }
}

struct Pieces {
    left: VecDeque<Bytes>,
    ends: bool,
    read: Option<Arc<AtomicBool>>,
    _open: OpenBody,
}

impl BodyStream for Pieces {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async move {
            yield_now().await;
            let piece = self.left.pop_front();
            if piece.is_none() && !self.ends {
                std::future::pending::<()>().await;
            }
            if let (None, Some(read)) = (&piece, &self.read) {
                read.store(true, SeqCst);
            }
            Ok(piece)
        })
    }
}

struct OpenBody(Arc<AtomicUsize>);

impl OpenBody {
    fn one_more(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for OpenBody {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}
