//! Accepts connections, reads requests and dispatches them to the hosts.

use std::{fmt, net::TcpListener, sync::Arc};

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::{Method, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{sync::watch, task::JoinSet};

use crate::{
    direct, platform, queue,
    recorded::RecordedRequest,
    request::{Host, Request},
    response::{Body, Response},
    run,
    state::ServerState,
    storage, ui,
};

/// Maximum size of a request body: 512 MiB.
const MAX_BODY: usize = 512 << 20;

/// Serves until `stop` changes; open connections are closed then.
pub(crate) async fn serve(listener: TcpListener, state: Arc<ServerState>, mut stop: watch::Receiver<bool>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    let _ = stream.set_nodelay(true);
                    connections.spawn(connection(TokioIo::new(stream), Arc::clone(&state)));
                }
            }
            Some(_) = connections.join_next() => {}
            _ = stop.changed() => return,
        }
    }
}

async fn connection(io: TokioIo<tokio::net::TcpStream>, state: Arc<ServerState>) {
    let service = service_fn(move |request| {
        let state = Arc::clone(&state);
        async move { respond(&state, request).await }
    });
    // The client notices a failed connection.
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(io, service).await;
}

/// Makes hyper close the connection without a response.
#[derive(Debug)]
struct ConnectionClosed;

impl fmt::Display for ConnectionClosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("connection closed by an injected fault")
    }
}

impl std::error::Error for ConnectionClosed {}

async fn respond(
    state: &Arc<ServerState>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Body>, ConnectionClosed> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => return Ok(*Response::detail(413, "The body is too large").inner),
    };
    let mut request = Request::new(head.method, &head.uri, head.headers, body, state.settings());
    let response = match request.settings.with_overrides(&request.headers) {
        Ok(settings) => {
            request.settings = settings;
            dispatch(state, &request).await
        }
        Err(error) => Response::detail(400, error.to_string()),
    };
    if request.host != Host::Ui {
        state.record(RecordedRequest::new(&request, (!response.dropped).then(|| response.status())));
    }
    if response.dropped { Err(ConnectionClosed) } else { Ok(*open(response).inner) }
}

async fn dispatch(state: &Arc<ServerState>, request: &Request) -> Response {
    // The paths of other services may look like those of any host of fal.
    let direct = (request.host != Host::Ui).then(|| direct::find_endpoint(state, request)).flatten();
    if let Some(endpoint) = direct {
        return run::direct(state, &endpoint, request).await;
    }
    if request.method == Method::OPTIONS {
        return Response::bytes(204, "text/plain", Bytes::new());
    }
    match request.host {
        Host::Queue => queue::handle(state, request).await,
        Host::Run => run::handle(state, request).await,
        Host::Rest => storage::rest(state, request).await,
        Host::Cdn => storage::cdn(state, request).await,
        Host::Api => platform::handle(state, request).await,
        Host::Ui => ui::handle(state, request),
    }
}

/// Adds CORS headers that allow every origin: the server has no real data to protect.
fn open(response: Response) -> Response {
    response
        .header("access-control-allow-origin", "*")
        .header("access-control-allow-methods", "*")
        .header("access-control-allow-headers", "authorization, *")
        .header("access-control-expose-headers", "*")
}
