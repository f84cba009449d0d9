//! A local HTTP server that answers by a script, one line per answer, and records every request.
//!
//! It speaks just enough HTTP/1.1 to be honest, from raw bytes, so that a script can also cut an answer
//! short, give it piece by piece, reset the connection or stay silent. The n-th request gets the n-th
//! answer ([`Server::start`]), or each route has answers of its own ([`Server::by_route`]), for requests
//! that come at the same time. A request beyond the script gets status 599 and is recorded like the
//! others, so that comparing [`requests`](Server::requests) with what is expected finds it.
//!
//! Tests wait for what happened, never for time to pass: [`Server::wait_for`] and [`Server::gone`] end when
//! enough requests came or enough clients went, and an answer that is [`held`](Answer::held) is not given
//! before [`Server::release`]. These waits are real: a paused clock would run ahead of them.
//!
//! Answers are made in `answer`, requests are read in `recorded`, both meet in `connection`; what all
//! connections share is in `state`.

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
    /// [by](Answer::by) the request do not see it either.
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
