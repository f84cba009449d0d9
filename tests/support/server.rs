//! A local HTTP server that answers by a script, one line per answer, and records every request.
//!
//! It speaks just enough HTTP/1.1 to be honest, from raw bytes, so that a script can also cut an answer
//! short, reset the connection or stay silent. The n-th request gets the n-th answer; a request beyond
//! the script gets status 599 and is recorded like the others, so that comparing
//! [`requests`](Server::requests) with what is expected finds it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use serde_json::Value;
use socket2::SockRef;

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Recorded {
    /// Method, path and query in one line.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }

    /// All values of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(each, _)| each == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// One answer of a script.
#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    ending: Ending,
}

#[derive(Clone, Copy, Debug)]
enum Ending {
    /// The whole answer; the connection stays.
    Whole,
    /// The head and so many bytes of the body; then the connection is closed.
    CutAfter(usize),
    /// Nothing; the connection is closed.
    Closed,
    /// Nothing; the connection is reset.
    Reset,
    /// Nothing, until the client goes away.
    Silent,
}

/// An answer with a JSON body.
pub fn json(status: u16, body: &Value) -> Answer {
    raw(status, "application/json", body.to_string())
}

/// An answer with any body.
pub fn raw(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
    let headers = vec![("content-type".to_owned(), content_type.to_owned())];
    Answer { status, headers, body: body.into(), ending: Ending::Whole }
}

/// The request is read and the connection closed without an answer.
pub fn closed() -> Answer {
    Answer { ending: Ending::Closed, ..raw(200, "", "") }
}

/// The request is read and the connection reset.
pub fn reset() -> Answer {
    Answer { ending: Ending::Reset, ..closed() }
}

/// The request is read and never answered.
pub fn silent() -> Answer {
    Answer { ending: Ending::Silent, ..closed() }
}

impl Answer {
    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same, broken off after so many bytes of the body.
    #[must_use]
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.ending = Ending::CutAfter(bytes);
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let headers: String = self.headers.iter().flat_map(|(name, value)| [name, ": ", value, "\r\n"]).collect();
        let (status, length) = (self.status, self.body.len());
        let mut bytes = format!("HTTP/1.1 {status} Scripted\r\ncontent-length: {length}\r\n{headers}\r\n").into_bytes();
        let sent = match self.ending {
            Ending::CutAfter(bytes) => bytes.min(self.body.len()),
            _ => self.body.len(),
        };
        bytes.extend(self.body.iter().take(sent));
        bytes
    }
}

/// The server; it stops taking connections when it is dropped.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    script: std::collections::VecDeque<Answer>,
    requests: Vec<Recorded>,
    stopped: bool,
}

impl Server {
    /// Starts a server with this script on a free port of this machine.
    ///
    /// # Panics
    ///
    /// Where there is no such port.
    #[expect(clippy::expect_used, reason = "a test cannot go on without its server")]
    pub fn start(script: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Mutex::new(Shared { script: script.into_iter().collect(), ..Shared::default() }));
        let server = Self { address, shared: Arc::clone(&shared) };
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if lock(&shared).stopped {
                    break;
                }
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(&stream, &shared));
            }
        });
        server
    }

    /// The address as a URL without a path.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.shared).requests.clone()
    }

    /// The requests so far, each as method, path and query.
    pub fn lines(&self) -> Vec<String> {
        self.requests().iter().map(Recorded::line).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        lock(&self.shared).stopped = true;
        // Wakes the thread that waits for connections.
        let _ = TcpStream::connect(self.address);
    }
}

fn lock(shared: &Mutex<Shared>) -> std::sync::MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers the requests of one connection, as long as it lasts.
fn serve(stream: &TcpStream, shared: &Mutex<Shared>) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        let answer = {
            let mut shared = lock(shared);
            shared.requests.push(request);
            shared.script.pop_front().unwrap_or_else(|| raw(599, "text/plain", "not in the script"))
        };
        if !give(stream, &answer) {
            return;
        }
    }
}

/// Gives an answer; false where the connection is over.
fn give(mut stream: &TcpStream, answer: &Answer) -> bool {
    match answer.ending {
        Ending::Whole => stream.write_all(&answer.bytes()).is_ok(),
        Ending::CutAfter(_) => {
            let _ = stream.write_all(&answer.bytes());
            let _ = stream.shutdown(Shutdown::Both);
            false
        }
        Ending::Closed => false,
        Ending::Reset => {
            let _ = SockRef::from(stream).set_linger(Some(std::time::Duration::ZERO));
            false
        }
        Ending::Silent => {
            let _ = stream.read(&mut [0]);
            false
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Recorded> {
    let first = line(reader)?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    while let Some((name, value)) = line(reader)?.split_once(':') {
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(Recorded { method, target, headers, body })
}

fn line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    let read = reader.read_line(&mut line).ok()?;
    (read > 0).then(|| line.trim_end().to_owned())
}
