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
    http::{connection_limit::Gate, transport::Url},
    rt::clock,
};

/// Within so many pauses a connection is back in the pool after its answer was read. It takes microseconds, unless the
/// machine is busy; where everything stood still for long, that is one pause only.
const PAUSES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(10);

/// The doors of a client, one to each host.
#[derive(Debug, Default)]
pub(crate) struct Doors {
    doors: Mutex<HashMap<Address, Door>>,
    /// Told when one has become wider.
    wider: Notify,
}

#[derive(Debug, Default)]
struct Door {
    /// How many connections are open, or may be.
    open: usize,
    /// How many requests wait for one.
    waiting: usize,
}

/// A request on its way out: through which gate it came, and where it goes. It is small, because it changes places
/// whenever the request is polled.
#[derive(Clone)]
pub(crate) struct Way {
    gate: Gate,
    to: Address,
}

/// What a connection is made to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Address {
    host: Box<str>,
    port: Option<u16>,
}

impl Way {
    pub(crate) fn of(gate: Gate, url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().into();
        Self { gate, to: Address { host, port: url.port_or_known_default() } }
    }
}

/// What is being sent on this thread. When a connection came back while another one was being made, that one is left to
/// a task of its own, where nothing is being sent.
enum Sent {
    Nothing,
    /// A request without a place.
    Freely,
    On(Way),
}

thread_local! {
    static SENT: RefCell<Sent> = const { RefCell::new(Sent::Nothing) };
}

/// Sends a request; one with a way has a place.
///
/// By hand, because tokio's `task_local` for it takes a hundredth of a call.
pub(crate) async fn on<T>(way: Option<Way>, mut sending: impl Future<Output = T> + Unpin) -> T {
    let mut sent = way.map_or(Sent::Freely, Sent::On);
    poll_fn(|context| {
        let _lent = Lent::of(&mut sent);
        Pin::new(&mut sending).poll(context)
    })
    .await
}

impl Sent {
    fn way(&self) -> Option<Way> {
        if let Self::On(way) = self { Some(way.clone()) } else { None }
    }
}

/// What is being sent, while it is polled; it comes back even where that panics.
struct Lent<'s>(&'s mut Sent);

impl<'s> Lent<'s> {
    fn of(sent: &'s mut Sent) -> Self {
        SENT.with_borrow_mut(|now| mem::swap(now, sent));
        Self(sent)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        SENT.with_borrow_mut(|now| mem::swap(now, self.0));
    }
}

/// What a future brings, or `None` as soon as nobody waits for a connection any more.
async fn while_wanted<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| {
        let nobody = SENT.with_borrow(|sent| matches!(sent, Sent::Nothing));
        if nobody { Poll::Ready(None) } else { future.as_mut().poll(context).map(Some) }
    })
    .await
}

/// Lets connections be made through the doors only.
#[derive(Clone, Copy)]
pub(crate) struct ThroughDoors;

/// What makes connections. reqwest clones it for every request, and what lies below is several boxes deep, so that is
/// cloned only where a connection is made.
#[derive(Clone)]
pub(crate) struct Connector<S>(Arc<S>);

impl<S> Layer<S> for ThroughDoors {
    type Service = Connector<S>;

    fn layer(&self, inner: S) -> Connector<S> {
        Connector(Arc::new(inner))
    }
}

impl<S, T> Service<T> for Connector<S>
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
        let way = SENT.with_borrow(Sent::way);
        Box::pin(async move {
            let Some(way) = way else { return connect(&mut connector, to).await };
            let mut entry = Entry::by(&way).await.ok_or("a connection came back meanwhile")?;
            let connection = connect(&mut connector, to).await?;
            entry.stage = Stage::Connected;
            Ok(connection)
        })
    }
}

async fn connect<S: Service<T>, T>(connector: &mut S, to: T) -> Result<S::Response, S::Error> {
    poll_fn(|context| connector.poll_ready(context)).await?;
    connector.call(to).await
}

/// What a request counts for at its door, while it has no connection.
struct Entry<'w> {
    way: &'w Way,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Waits,
    Connects,
    /// The connection counts from now on.
    Connected,
}

impl<'w> Entry<'w> {
    /// Waits until one more connection may be made; `None` where nobody wants it any more.
    async fn by(way: &'w Way) -> Option<Self> {
        way.at_door(|door| door.waiting += 1);
        let mut entry = Self { way, stage: Stage::Waits };
        let mut pauses = 0;
        while !entry.goes_in() {
            let wider = clock::timeout(PAUSE, way.gate.doors().wider.notified());
            if while_wanted(wider).await?.is_err() {
                pauses += 1;
            }
            if pauses == PAUSES {
                pauses = 0;
                way.forget_gone();
            }
        }
        Some(entry)
    }

    fn goes_in(&mut self) -> bool {
        let most = self.way.gate.most();
        let fits = self.way.at_door(|door| {
            let fits = door.open < most;
            if fits {
                door.open += 1;
                door.waiting -= 1;
            }
            fits
        });
        if fits {
            self.stage = Stage::Connects;
        }
        fits
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        match self.stage {
            Stage::Waits => self.way.at_door(|door| door.waiting -= 1),
            Stage::Connects => {
                self.way.at_door(|door| door.open = door.open.saturating_sub(1));
                self.way.gate.doors().wider.notify_waiters();
            }
            Stage::Connected => {}
        }
    }
}

impl Way {
    fn at_door<T>(&self, act: impl FnOnce(&mut Door) -> T) -> T {
        let mut doors = self.gate.doors().doors.lock().unwrap_or_else(PoisonError::into_inner);
        act(doors.entry(self.to.clone()).or_default())
    }

    /// While somebody waits here none idles, so no more are open than there are requests that have one.
    fn forget_gone(&self) {
        let placed = self.gate.placed();
        self.at_door(|door| door.open = door.open.min(placed.saturating_sub(door.waiting)));
        self.gate.doors().wider.notify_waiters();
    }
}
