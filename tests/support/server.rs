//! A local HTTP server that sends scripted responses and records every request.
//!
//! It implements the necessary part of HTTP/1.1 on raw bytes, so that a script can also truncate a response, send it in
//! chunks, reset the connection or stay silent. The n-th request gets the n-th response ([`Server::start`]), or each
//! route has its own responses ([`Server::by_route`]), for concurrent requests. A request beyond the script gets status 599
//! and is recorded like the others, so that comparing [`requests`](Server::requests) with the expectation finds it.
//!
//! Tests wait for events, never for time to pass: [`Server::wait_for`] and [`Server::gone`] complete when enough requests
//! arrived or enough clients disconnected, and a [`held`](ScriptedResponse::held) response is not sent before
//! [`Server::release`]. These waits use real time: a paused clock would run ahead of them.

mod connection;
mod recorded;
mod response;
mod state;
#[cfg(test)]
mod tests;

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use self::{
    connection::serve,
    state::{Script, ScriptState},
};
pub use self::{
    recorded::{Recorded, digest},
    response::{ScriptedResponse, closed, events, json, pieces, raw, reset, silent},
    state::Sockets,
};

/// The server; it stops taking connections when it is dropped.
pub struct Server {
    address: SocketAddr,
    state: Arc<ScriptState>,
}

impl Server {
    /// Starts a server with this script on a free port of this machine.
    ///
    /// # Panics
    ///
    /// If there is no free port.
    pub fn start(script: impl IntoIterator<Item = ScriptedResponse>) -> Self {
        Self::of(Script::InOrder(script.into_iter().collect()))
    }

    /// Starts a server that has a script for each route, which is a method and a path without its query,
    /// as in `PUT /upload/1`; `*` at the end matches any rest. The first matching route is used.
    ///
    /// # Panics
    ///
    /// If there is no free port.
    pub fn by_route<'r>(routes: impl IntoIterator<Item = (&'r str, Vec<ScriptedResponse>)>) -> Self {
        let routes = routes.into_iter().map(|(route, responses)| (route.to_owned(), responses.into()));
        Self::of(Script::ByRoute(routes.collect()))
    }

    #[expect(clippy::expect_used, reason = "a test cannot go on without its server")]
    fn of(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(ScriptState::new(script));
        let server = Self { address, state: Arc::clone(&state) };
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if state.is_stopped() {
                    break;
                }
                let state = Arc::clone(&state);
                thread::spawn(move || serve(&stream, &state));
            }
        });
        server
    }

    /// The same, but of each body only the size and the [`digest`] are kept; answers that are made
    /// [by](ScriptedResponse::by) the request do not see it either.
    #[must_use]
    pub fn forgetting_bodies(self) -> Self {
        self.state.forget_bodies();
        self
    }

    /// URL without a path.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.state.requests()
    }

    /// The requests so far, each as method, path and query.
    pub fn lines(&self) -> Vec<String> {
        self.requests().iter().map(Recorded::line).collect()
    }

    /// Ends when so many requests were read, in all. What is answered to them comes later.
    pub async fn wait_for(&self, requests: usize) {
        self.state.wait_for(requests).await;
    }

    /// Ends when so many clients, in all, went away from an answer that was not at its end: they closed
    /// a connection that was silent, or one that was still written to or read from.
    pub async fn gone(&self, clients: usize) {
        self.state.gone(clients).await;
    }

    /// Lets all held answers go, those of later requests too.
    pub fn release(&self) {
        self.state.release(usize::MAX);
    }

    /// Lets one held answer go.
    pub fn release_one(&self) {
        self.state.release(1);
    }

    /// How many connections there were.
    pub fn sockets(&self) -> Sockets {
        self.state.sockets()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.stop();
        // Wakes the thread that waits for connections.
        let _ = TcpStream::connect(self.address);
    }
}
