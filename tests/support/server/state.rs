//! What the connections of a server share: the script, what was asked, the gate of held answers.

use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;

use super::{Recorded, ScriptedResponse, raw};

/// How many connections a server had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sockets {
    /// In all.
    pub taken: usize,
    /// At this moment.
    pub open: usize,
    /// At the same time, at most.
    pub most: usize,
}

/// Which answer is next.
pub(super) enum Script {
    InOrder(VecDeque<ScriptedResponse>),
    ByRoute(Vec<(String, VecDeque<ScriptedResponse>)>),
}

impl Script {
    fn next(&mut self, request: &Recorded) -> Option<ScriptedResponse> {
        let responses = match self {
            Self::InOrder(responses) => responses,
            Self::ByRoute(routes) => &mut routes.iter_mut().find(|(route, _)| fits(route, request))?.1,
        };
        if responses.front()?.forever { responses.front().cloned() } else { responses.pop_front() }
    }
}

fn fits(route: &str, request: &Recorded) -> bool {
    let asked = request.route();
    route.strip_suffix('*').map_or(asked == route, |beginning| asked.starts_with(beginning))
}

pub(super) struct ScriptState {
    shared: Mutex<SharedState>,
    /// Told when held answers may go.
    gate: Condvar,
    read: watch::Sender<usize>,
    gone: watch::Sender<usize>,
}

struct SharedState {
    script: Script,
    requests: Vec<Arc<Recorded>>,
    sockets: Sockets,
    passes: usize,
    keeps_bodies: bool,
    stopped: bool,
}

impl ScriptState {
    pub(super) fn new(script: Script) -> Self {
        let shared = SharedState {
            script,
            requests: Vec::new(),
            sockets: Sockets::default(),
            passes: 0,
            keeps_bodies: true,
            stopped: false,
        };
        Self {
            shared: Mutex::new(shared),
            gate: Condvar::new(),
            read: watch::Sender::new(0),
            gone: watch::Sender::new(0),
        }
    }

    fn lock(&self) -> MutexGuard<'_, SharedState> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn requests(&self) -> Vec<Recorded> {
        let requests = self.lock().requests.clone();
        requests.iter().map(|request| Recorded::clone(request)).collect()
    }

    pub(super) fn sockets(&self) -> Sockets {
        self.lock().sockets
    }

    pub(super) fn keeps_bodies(&self) -> bool {
        self.lock().keeps_bodies
    }

    pub(super) fn forget_bodies(&self) {
        self.lock().keeps_bodies = false;
    }

    /// Records a request and finds its answer.
    pub(super) fn response(&self, request: &Arc<Recorded>) -> ScriptedResponse {
        let response = {
            let mut shared = self.lock();
            shared.requests.push(Arc::clone(request));
            shared.script.next(request)
        };
        self.read.send_modify(|count| *count += 1);
        response.unwrap_or_else(|| raw(599, "text/plain", "not in the script")).to(request)
    }

    pub(super) fn connected(&self) {
        let sockets = &mut self.lock().sockets;
        sockets.taken += 1;
        sockets.open += 1;
        sockets.most = sockets.most.max(sockets.open);
    }

    pub(super) fn disconnected(&self) {
        self.lock().sockets.open -= 1;
    }

    pub(super) fn client_went(&self) {
        self.gone.send_modify(|count| *count += 1);
    }

    pub(super) async fn wait_for(&self, requests: usize) {
        // The sender is part of `self`, so this cannot fail.
        let _ = self.read.subscribe().wait_for(|count| *count >= requests).await;
    }

    pub(super) async fn gone(&self, clients: usize) {
        let _ = self.gone.subscribe().wait_for(|count| *count >= clients).await;
    }

    pub(super) fn release(&self, count: usize) {
        let passes = &mut self.lock().passes;
        *passes = passes.saturating_add(count);
        self.gate.notify_all();
    }

    /// Waits for a pass; false where the server has stopped.
    pub(super) fn pass(&self) -> bool {
        let waiting = |shared: &mut SharedState| shared.passes == 0 && !shared.stopped;
        let mut shared = self.gate.wait_while(self.lock(), waiting).unwrap_or_else(PoisonError::into_inner);
        if shared.passes < usize::MAX {
            shared.passes = shared.passes.saturating_sub(1);
        }
        !shared.stopped
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.gate.notify_all();
    }
}
