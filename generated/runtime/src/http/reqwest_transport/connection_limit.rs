//! Limits how many connections reqwest opens to one host for requests that hold a permit.
//!
//! A permit is returned when the response has been read. The connection returns to reqwest's pool shortly after, in a
//! task of its own, and a request that starts in between would open another connection. reqwest does not report when a
//! connection closes, and its `connector_layer` must return reqwest's own connection type, so connections cannot be
//! wrapped. They are therefore counted when they are opened. If a host has as many as allowed, the next request waits
//! here until the pool hands it a returned connection. If none returns within [`MAX_PAUSES`], the connections that no
//! request uses are taken to be closed: servers close idle connections.
//!
//! Requests without a permit neither wait nor count.

use std::{
    cell::RefCell,
    future::poll_fn,
    mem,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tower_layer::Layer;
use tower_service::Service;

use crate::{
    http::{
        connection_limit::{ConnectionLimiter, HostKey, HostLimit},
        transport::Url,
    },
    rt::clock,
};

/// How long a connection may take to return to the pool after its response was read, in pauses of [`PAUSE`]. It takes
/// microseconds unless the machine is busy. Counting pauses instead of time treats a suspended process as one pause.
const MAX_PAUSES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(10);

/// The limiter and the host of a request. Kept small: it is moved whenever the request is polled.
#[derive(Clone)]
pub(crate) struct RequestTarget {
    limiter: ConnectionLimiter,
    host: HostKey,
}

impl RequestTarget {
    pub(crate) fn new(limiter: ConnectionLimiter, url: &Url) -> Self {
        Self { limiter, host: url.into() }
    }

    fn with_host<T>(&self, update: impl FnOnce(&mut HostLimit) -> T) -> T {
        self.limiter.hosts().with_host(&self.host, update)
    }

    fn notify_freed(&self) {
        self.limiter.hosts().freed.notify_waiters();
    }

    /// Stops counting connections that were closed. While a request waits, no open connection is idle, so there are at
    /// most as many as requests that hold a permit and do not wait.
    fn drop_closed(&self) {
        let in_use = self.limiter.in_use();
        self.with_host(|host| host.open = host.open.min(in_use.saturating_sub(host.waiting)));
        self.notify_freed();
    }
}

/// The request that this thread is polling.
enum CurrentRequest {
    /// None. A connection that is still being opened after the pool served its request is finished in a task of hyper.
    None,
    /// A request without a permit.
    Unlimited,
    Limited(RequestTarget),
}

thread_local! {
    static CURRENT_REQUEST: RefCell<CurrentRequest> = const { RefCell::new(CurrentRequest::None) };
}

/// Sends a request. With a target, its connection counts towards the limit of the host.
///
/// Hand-written because tokio's `task_local` costs 1% of a call.
pub(crate) async fn with_target<T>(target: Option<RequestTarget>, mut sending: impl Future<Output = T> + Unpin) -> T {
    let mut current = target.map_or(CurrentRequest::Unlimited, CurrentRequest::Limited);
    poll_fn(|context| {
        let _guard = CurrentRequestGuard::new(&mut current);
        Pin::new(&mut sending).poll(context)
    })
    .await
}

impl CurrentRequest {
    fn target(&self) -> Option<RequestTarget> {
        if let Self::Limited(target) = self { Some(target.clone()) } else { None }
    }
}

/// Sets the current request while it is polled, and restores the previous one on drop, even during a panic.
struct CurrentRequestGuard<'r>(&'r mut CurrentRequest);

impl<'r> CurrentRequestGuard<'r> {
    fn new(current: &'r mut CurrentRequest) -> Self {
        CURRENT_REQUEST.with_borrow_mut(|previous| mem::swap(previous, current));
        Self(current)
    }
}

impl Drop for CurrentRequestGuard<'_> {
    fn drop(&mut self) {
        CURRENT_REQUEST.with_borrow_mut(|current| mem::swap(current, self.0));
    }
}

/// Returns the output of a future, or `None` as soon as no request needs the connection any more.
async fn until_unwanted<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| {
        let unwanted = CURRENT_REQUEST.with_borrow(|current| matches!(current, CurrentRequest::None));
        if unwanted { Poll::Ready(None) } else { future.as_mut().poll(context).map(Some) }
    })
    .await
}

/// Wraps reqwest's connector so that it respects the limits.
#[derive(Clone, Copy)]
pub(crate) struct LimitLayer;

/// A connector that waits for the limit of the host. reqwest clones it for every request, and the inner one is several
/// boxes deep, so the inner one is cloned only when a connection is opened.
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
            let waiter = ConnectWaiter::wait(&target).await;
            let mut waiter = waiter.ok_or("the request got a pooled connection meanwhile")?;
            let connection = connect(&mut connector, to).await?;
            waiter.state = ConnectState::Connected;
            Ok(connection)
        })
    }
}

async fn connect<S: Service<T>, T>(connector: &mut S, to: T) -> Result<S::Response, S::Error> {
    poll_fn(|context| connector.poll_ready(context)).await?;
    connector.call(to).await
}

/// A connection that is waited for or being opened. Dropping it corrects the counts of its host.
struct ConnectWaiter<'t> {
    target: &'t RequestTarget,
    state: ConnectState,
}

#[derive(Clone, Copy, PartialEq)]
enum ConnectState {
    Waiting,
    Connecting,
    /// The connection is counted from now on.
    Connected,
}

impl<'t> ConnectWaiter<'t> {
    /// Waits until one more connection may be opened, or returns `None` if no request needs it any more.
    async fn wait(target: &'t RequestTarget) -> Option<Self> {
        target.with_host(|host| host.waiting += 1);
        let mut waiter = Self { target, state: ConnectState::Waiting };
        let mut pauses = 0;
        while !waiter.try_enter() {
            let freed = clock::timeout(PAUSE, target.limiter.hosts().freed.notified());
            if until_unwanted(freed).await?.is_err() {
                pauses += 1;
            }
            if pauses == MAX_PAUSES {
                pauses = 0;
                target.drop_closed();
            }
        }
        Some(waiter)
    }

    fn try_enter(&mut self) -> bool {
        let limit = self.target.limiter.limit();
        let entered = self.target.with_host(|host| {
            let free = host.open < limit;
            if free {
                host.open += 1;
                host.waiting -= 1;
            }
            free
        });
        if entered {
            self.state = ConnectState::Connecting;
        }
        entered
    }
}

impl Drop for ConnectWaiter<'_> {
    fn drop(&mut self) {
        match self.state {
            ConnectState::Waiting => self.target.with_host(|host| host.waiting -= 1),
            ConnectState::Connecting => {
                self.target.with_host(|host| host.open = host.open.saturating_sub(1));
                self.target.notify_freed();
            }
            ConnectState::Connected => {}
        }
    }
}
