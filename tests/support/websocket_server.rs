//! A local WebSocket server that follows a script and records every connection.
//!
//! Each connection gets the next list of steps ([`text`], [`input`], [`closed`], …). After the last step a
//! connection reads until the client closes it, so that everything is recorded. A connection beyond the
//! script is closed before its handshake.
//!
//! As with [`server`](super::server), tests wait for events, never for time to pass.

use std::{
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use serde_json::Value;
use socket2::SockRef;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::{
    self, Message, WebSocket,
    handshake::server::{ErrorResponse, Request, Response},
    protocol::{CloseFrame, WebSocketConfig},
};

/// One step of a connection.
#[derive(Clone, Debug)]
pub enum SocketStep {
    /// Sends a frame.
    Frame(Message),
    /// Waits for an input; with `true` it is echoed as JSON.
    Input(bool),
    /// Waits until the server [releases](WebSocketServer::release) it; as the first step, before the handshake.
    Held,
    /// Closes the connection without a close frame.
    Cut,
}

/// A text frame.
pub fn text(json: &Value) -> SocketStep {
    SocketStep::Frame(Message::text(json.to_string()))
}

/// A binary frame.
pub fn bytes(bytes: impl Into<Vec<u8>>) -> SocketStep {
    SocketStep::Frame(Message::binary(bytes.into()))
}

/// A binary frame with MessagePack.
pub fn packed(json: &Value) -> SocketStep {
    // Every JSON value has a MessagePack form.
    bytes(rmp_serde::to_vec_named(json).unwrap_or_default())
}

/// A ping.
pub fn ping() -> SocketStep {
    SocketStep::Frame(Message::Ping("are you there".into()))
}

/// A close frame with a code and a reason.
pub fn closed(code: u16, reason: &str) -> SocketStep {
    SocketStep::Frame(Message::Close(Some(CloseFrame { code: code.into(), reason: reason.to_owned().into() })))
}

/// Waits for an input.
pub fn input() -> SocketStep {
    SocketStep::Input(false)
}

/// Waits for an input and echoes it as JSON text.
pub fn echo() -> SocketStep {
    SocketStep::Input(true)
}

/// Record of a connection.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// Path and query of the handshake.
    pub target: String,
    /// The headers of the handshake, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The inputs, unmodified.
    pub inputs: Vec<Vec<u8>>,
    /// Number of pongs.
    pub pongs: usize,
    /// Whether the client closed the connection, with the close code if there was one.
    pub left: Option<Option<u16>>,
}

impl Opened {
    /// The inputs, decoded from MessagePack.
    ///
    /// # Panics
    ///
    /// If an input is no MessagePack.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub fn json(&self) -> Vec<Value> {
        self.inputs.iter().map(|input| rmp_serde::from_slice(input).expect("MessagePack")).collect()
    }

    /// All values of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(each, _)| each == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// The server; it stops taking connections when it is dropped.
pub struct WebSocketServer {
    address: SocketAddr,
    state: Arc<SocketState>,
}

struct SocketState {
    shared: Mutex<SharedSocket>,
    /// Notified when held steps may continue.
    gate: Condvar,
    /// Notified when something was recorded.
    recorded: watch::Sender<()>,
}

struct SharedSocket {
    script: std::vec::IntoIter<Vec<SocketStep>>,
    opened: Vec<Opened>,
    passes: usize,
    stopped: bool,
}

impl WebSocketServer {
    /// Starts a server with these connections on a free port of this machine.
    ///
    /// # Panics
    ///
    /// If there is no free port.
    #[expect(clippy::expect_used, reason = "a test cannot go on without its server")]
    pub fn start(script: impl IntoIterator<Item = Vec<SocketStep>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        // Small buffers, so that clients that send much experience backpressure.
        let _ = SockRef::from(&listener).set_recv_buffer_size(64 << 10);
        let script = script.into_iter().collect::<Vec<_>>().into_iter();
        let shared = SharedSocket { script, opened: Vec::new(), passes: 0, stopped: false };
        let state = Arc::new(SocketState {
            shared: Mutex::new(shared),
            gate: Condvar::new(),
            recorded: watch::Sender::new(()),
        });
        let server = Self { address, state: Arc::clone(&state) };
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if state.lock().stopped {
                    break;
                }
                let state = Arc::clone(&state);
                thread::spawn(move || state.play(stream));
            }
        });
        server
    }

    /// URL without a path.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The connections so far, in order of their handshakes.
    pub fn opened(&self) -> Vec<Opened> {
        self.state.lock().opened.clone()
    }

    /// Waits until the connections satisfy a condition.
    pub async fn until(&self, wanted: impl Fn(&[Opened]) -> bool) {
        // The sender is part of `self`, so this cannot fail.
        let _ = self.state.recorded.subscribe().wait_for(|()| wanted(&self.state.lock().opened)).await;
    }

    /// Releases one held step.
    pub fn release(&self) {
        self.state.lock().passes += 1;
        self.state.gate.notify_all();
    }
}

impl Drop for WebSocketServer {
    fn drop(&mut self) {
        self.state.lock().stopped = true;
        self.state.gate.notify_all();
        // Wakes the thread that waits for connections.
        let _ = TcpStream::connect(self.address);
    }
}

/// The connection has ended; the rest of its script is skipped.
struct Over;

impl From<tungstenite::Error> for Over {
    fn from(_: tungstenite::Error) -> Self {
        Self
    }
}

impl SocketState {
    fn lock(&self) -> MutexGuard<'_, SharedSocket> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, connection: usize, change: impl FnOnce(&mut Opened)) {
        if let Some(opened) = self.lock().opened.get_mut(connection) {
            change(opened);
        }
        self.recorded.send_replace(());
    }

    /// Waits for a release.
    fn pass(&self) -> Result<(), Over> {
        let waiting = |shared: &mut SharedSocket| shared.passes == 0 && !shared.stopped;
        let mut shared = self.gate.wait_while(self.lock(), waiting).unwrap_or_else(PoisonError::into_inner);
        shared.passes = shared.passes.saturating_sub(1);
        if shared.stopped { Err(Over) } else { Ok(()) }
    }

    fn play(&self, stream: TcpStream) {
        let Some(steps) = self.lock().script.next() else { return };
        let mut steps = steps.into_iter().peekable();
        while steps.next_if(|step| matches!(step, SocketStep::Held)).is_some() {
            if self.pass().is_err() {
                return;
            }
        }
        let Some((mut socket, connection)) = self.accept(stream) else { return };
        let played = steps.try_for_each(|step| self.step(&mut socket, connection, step));
        while played.is_ok() && self.receive(&mut socket, connection).is_ok() {}
        self.record(connection, |opened| opened.left = Some(opened.left.flatten()));
    }

    fn accept(&self, stream: TcpStream) -> Option<(WebSocket<TcpStream>, usize)> {
        let mut seen = Opened::default();
        #[expect(clippy::result_large_err, reason = "the library's own")]
        let look = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
            let text = |value: &tungstenite::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
            seen.target = request.uri().to_string();
            seen.headers = request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
            Ok(response)
        };
        let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        let socket = tungstenite::accept_hdr_with_config(stream, look, Some(config)).ok()?;
        let connection = {
            let opened = &mut self.lock().opened;
            opened.push(seen);
            opened.len() - 1
        };
        self.recorded.send_replace(());
        Some((socket, connection))
    }

    fn step(&self, socket: &mut WebSocket<TcpStream>, connection: usize, step: SocketStep) -> Result<(), Over> {
        match step {
            SocketStep::Frame(message) => socket.send(message)?,
            SocketStep::Held => self.pass()?,
            SocketStep::Cut => {
                let _ = socket.get_ref().shutdown(Shutdown::Both);
                return Err(Over);
            }
            SocketStep::Input(responded) => {
                let input = self.receive(socket, connection)?;
                if responded {
                    let json: Value = rmp_serde::from_slice(&input).map_err(|_| Over)?;
                    socket.send(Message::text(json.to_string()))?;
                }
            }
        }
        Ok(())
    }

    /// Reads the next input, and records control frames before it.
    fn receive(&self, socket: &mut WebSocket<TcpStream>, connection: usize) -> Result<Vec<u8>, Over> {
        loop {
            match socket.read()? {
                Message::Binary(input) => {
                    self.record(connection, |opened| opened.inputs.push(input.to_vec()));
                    return Ok(input.to_vec());
                }
                Message::Pong(_) => self.record(connection, |opened| opened.pongs += 1),
                Message::Close(frame) => {
                    let code = frame.map(|frame| u16::from(frame.code));
                    self.record(connection, |opened| opened.left = Some(code));
                }
                // Inputs are never text frames.
                Message::Text(_) => return Err(Over),
                Message::Ping(_) | Message::Frame(_) => {}
            }
        }
    }
}
