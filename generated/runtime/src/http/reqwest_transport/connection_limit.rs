//! How many connections to one host are open at once for the requests that have a place at the gate.
//!
//! A place is given back when an answer was read; the connection is back in reqwest's pool a moment later, in a task of
//! its own, and whoever asked within that moment would open another one. What becomes of a connection, reqwest tells
//! nobody: its `connector_layer` has to hand on the connection that it was given, whose type is reqwest's own, so no
//! coat around it could see one close. So they are counted where they are made, and when there are as many as there
//! may be, the next request waits until one is back: the pool gives it to whoever waits here. If none comes
//! back for a while ([`PAUSES`]), those that no request has are gone: servers close what idles.
//!
//! Connections are to a host, so those that idle at one hold nobody up at another. Requests without a place neither
//! wait nor count.

use std::{
    cell::RefCell,
    collections::HashMap,
    future::poll_fn,
    mem,
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use tokio::sync::Notify;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    http::{connection_limit::ConnectionLimiter, transport::Url},
    rt::clock,
};

/// Within so many pauses a connection is back in the pool after its answer was read. It takes microseconds, unless the
/// machine is busy; where everything stood still for long, that is one pause only.
const PAUSES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(10);

/// The doors of a client, one to each host.
#[derive(Debug, Default)]
pub(crate) struct HostLimits {
    host_limits: Mutex<HashMap<HostKey, HostLimit>>,
    /// Told when one has become wider.
    changed: Notify,
}

#[derive(Debug, Default)]
struct HostLimit {
    /// How many connections are open, or may be.
    open: usize,
    /// How many requests wait for one.
    waiting: usize,
}

/// A request on its way out: through which gate it came, and where it goes. It is small, because it changes places
/// whenever the request is polled.
#[derive(Clone)]
pub(crate) struct RequestTarget {
    limiter: ConnectionLimiter,
    to: HostKey,
}

/// What a connection is made to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct HostKey {
    host: Box<str>,
    port: Option<u16>,
}

impl RequestTarget {
    pub(crate) fn new(limiter: ConnectionLimiter, url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().into();
        Self { limiter, to: HostKey { host, port: url.port_or_known_default() } }
    }
}

/// What is being sent on this thread. When a connection came back while another one was being made, that one is left to
/// a task of its own, where nothing is being sent.
enum CurrentRequest {
    None,
    /// A request without a place.
    Unlimited,
    Limited(RequestTarget),
}

thread_local! {
    static CURRENT_REQUEST: RefCell<CurrentRequest> = const { RefCell::new(CurrentRequest::None) };
}

/// Sends a request; one with a way has a place.
///
/// By hand, because tokio's `task_local` for it takes a hundredth of a call.
pub(crate) async fn with_target<T>(target: Option<RequestTarget>, mut sending: impl Future<Output = T> + Unpin) -> T {
    let mut sent = target.map_or(CurrentRequest::Unlimited, CurrentRequest::Limited);
    poll_fn(|context| {
        let _lent = CurrentRequestGuard::new(&mut sent);
        Pin::new(&mut sending).poll(context)
    })
    .await
}

impl CurrentRequest {
    fn target(&self) -> Option<RequestTarget> {
        if let Self::Limited(target) = self { Some(target.clone()) } else { None }
    }
}

/// What is being sent, while it is polled; it comes back even where that panics.
struct CurrentRequestGuard<'s>(&'s mut CurrentRequest);

impl<'s> CurrentRequestGuard<'s> {
    fn new(sent: &'s mut CurrentRequest) -> Self {
        CURRENT_REQUEST.with_borrow_mut(|now| mem::swap(now, sent));
        Self(sent)
    }
}

impl Drop for CurrentRequestGuard<'_> {
    fn drop(&mut self) {
        CURRENT_REQUEST.with_borrow_mut(|now| mem::swap(now, self.0));
    }
}

/// What a future brings, or `None` as soon as nobody waits for a connection any more.
async fn until_unwanted<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| {
        let nobody = CURRENT_REQUEST.with_borrow(|sent| matches!(sent, CurrentRequest::None));
        if nobody { Poll::Ready(None) } else { future.as_mut().poll(context).map(Some) }
    })
    .await
}

/// Lets connections be made through the doors only.
#[derive(Clone, Copy)]
pub(crate) struct LimitLayer;

/// What makes connections. reqwest clones it for every request, and what lies below is several boxes deep, so that is
/// cloned only where a connection is made.
#[derive(Clone)]
pub(crate) struct LimitedConnector<S>(Arc<S>);

impl<S> Layer<S> for LimitLayer {
    type Service = LimitedConnector<S>;

    fn layer(&self, inner: S) -> LimitedConnector<S> {
        LimitedConnector(Arc::new(inner))
    }
}

impl<S, T> Service<T> for LimitedConnector<S>
where
    S: Service<T, Error = Box<dyn std::error::Error + Send + Sync>> + Clone + Send + Sync + 'static,
    S::Future: Send,
    T: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: T) -> Self::Future {
        let mut connector = S::clone(&self.0);
        let target = CURRENT_REQUEST.with_borrow(CurrentRequest::target);
        Box::pin(async move {
            let Some(target) = target else { return connect(&mut connector, to).await };
            let mut entry = ConnectWaiter::wait(&target).await.ok_or("a connection came back meanwhile")?;
            let connection = connect(&mut connector, to).await?;
            entry.state = ConnectState::Connected;
            Ok(connection)
        })
    }
}

async fn connect<S: Service<T>, T>(connector: &mut S, to: T) -> Result<S::Response, S::Error> {
    poll_fn(|context| connector.poll_ready(context)).await?;
    connector.call(to).await
}

/// What a request counts for at its door, while it has no connection.
struct ConnectWaiter<'w> {
    target: &'w RequestTarget,
    state: ConnectState,
}

#[derive(Clone, Copy, PartialEq)]
enum ConnectState {
    Waiting,
    Connecting,
    /// The connection counts from now on.
    Connected,
}

impl<'w> ConnectWaiter<'w> {
    /// Waits until one more connection may be made; `None` where nobody wants it any more.
    async fn wait(target: &'w RequestTarget) -> Option<Self> {
        target.with_host(|host_limit| host_limit.waiting += 1);
        let mut entry = Self { target, state: ConnectState::Waiting };
        let mut pauses = 0;
        while !entry.try_enter() {
            let changed = clock::timeout(PAUSE, target.limiter.host_limits().changed.notified());
            if until_unwanted(changed).await?.is_err() {
                pauses += 1;
            }
            if pauses == PAUSES {
                pauses = 0;
                target.drop_closed();
            }
        }
        Some(entry)
    }

    fn try_enter(&mut self) -> bool {
        let limit = self.target.limiter.limit();
        let fits = self.target.with_host(|host_limit| {
            let fits = host_limit.open < limit;
            if fits {
                host_limit.open += 1;
                host_limit.waiting -= 1;
            }
            fits
        });
        if fits {
            self.state = ConnectState::Connecting;
        }
        fits
    }
}

impl Drop for ConnectWaiter<'_> {
    fn drop(&mut self) {
        match self.state {
            ConnectState::Waiting => self.target.with_host(|host_limit| host_limit.waiting -= 1),
            ConnectState::Connecting => {
                self.target.with_host(|host_limit| host_limit.open = host_limit.open.saturating_sub(1));
                self.target.limiter.host_limits().changed.notify_waiters();
            }
            ConnectState::Connected => {}
        }
    }
}

impl RequestTarget {
    fn with_host<T>(&self, act: impl FnOnce(&mut HostLimit) -> T) -> T {
        let mut host_limits = self.limiter.host_limits().host_limits.lock().unwrap_or_else(PoisonError::into_inner);
        act(host_limits.entry(self.to.clone()).or_default())
    }

    /// While somebody waits here none idles, so no more are open than there are requests that have one.
    fn drop_closed(&self) {
        let in_use = self.limiter.in_use();
        self.with_host(|host_limit| host_limit.open = host_limit.open.min(in_use.saturating_sub(host_limit.waiting)));
        self.limiter.host_limits().changed.notify_waiters();
    }
}
