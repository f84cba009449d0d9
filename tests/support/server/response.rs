//! The answers of a script.

use std::{fmt, sync::Arc};

use serde_json::Value;

use super::Recorded;

/// One answer of a script.
#[derive(Clone, Debug)]
pub struct ScriptedResponse {
    status: u16,
    headers: Vec<(String, String)>,
    body: ScriptedBody,
    pub(super) ending: Ending,
    /// How many writes go before the one that waits.
    pub(super) held: Option<usize>,
    pub(super) forever: bool,
}

#[derive(Clone, Debug)]
enum ScriptedBody {
    /// Not even a head.
    Nothing,
    Whole(Vec<u8>),
    /// The headers announce the whole body, but only this many bytes are sent.
    Cut(Vec<u8>, usize),
    /// Chunks, in HTTP's word.
    Pieces(Vec<Vec<u8>>),
    By(Handler),
}

/// What happens to the connection behind the bytes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// The answer is whole and the connection stays.
    Stays,
    Closed,
    Reset,
    /// Nothing more, until the client goes away.
    Silent,
}

#[derive(Clone)]
struct Handler(Arc<dyn Fn(&Recorded) -> ScriptedResponse + Send + Sync>);

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("by the request")
    }
}

/// An answer with a JSON body.
pub fn json(status: u16, body: &Value) -> ScriptedResponse {
    raw(status, "application/json", body.to_string())
}

/// An answer with any body.
pub fn raw(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> ScriptedResponse {
    let headers = vec![("content-type".to_owned(), content_type.to_owned())];
    ScriptedResponse {
        status,
        headers,
        body: ScriptedBody::Whole(body.into()),
        ending: Ending::Stays,
        held: None,
        forever: false,
    }
}

/// An answer with status 200 whose body comes piece by piece, each a chunk and a write of its own.
pub fn pieces<P: AsRef<[u8]>>(content_type: &str, pieces: impl IntoIterator<Item = P>) -> ScriptedResponse {
    let pieces = pieces.into_iter().map(|piece| piece.as_ref().to_vec()).collect();
    ScriptedResponse { body: ScriptedBody::Pieces(pieces), ..raw(200, content_type, "") }
}

/// A stream of server-sent events, each with JSON as its data and a piece of its own.
pub fn events<'v>(data: impl IntoIterator<Item = &'v Value>) -> ScriptedResponse {
    pieces("text/event-stream", data.into_iter().map(|data| format!("data: {data}\n\n")))
}

/// The request is read and the connection closed without an answer.
pub fn closed() -> ScriptedResponse {
    nothing(Ending::Closed)
}

/// The request is read and the connection reset.
pub fn reset() -> ScriptedResponse {
    nothing(Ending::Reset)
}

/// The request is read and never answered.
pub fn silent() -> ScriptedResponse {
    nothing(Ending::Silent)
}

fn nothing(ending: Ending) -> ScriptedResponse {
    ScriptedResponse { body: ScriptedBody::Nothing, ending, ..raw(200, "", "") }
}

impl ScriptedResponse {
    /// An answer that is made when the request is there.
    pub fn by(handler: impl Fn(&Recorded) -> Self + Send + Sync + 'static) -> Self {
        Self { body: ScriptedBody::By(Handler(Arc::new(handler))), ..raw(200, "", "") }
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with another status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same, broken off after so many bytes of the body, which is not one of pieces.
    #[must_use]
    pub fn cut_after(mut self, bytes: usize) -> Self {
        if let ScriptedBody::Whole(whole) = self.body {
            self.body = ScriptedBody::Cut(whole, bytes);
        }
        self.then_closed()
    }

    /// The same, and then the connection is closed; pieces go without their end.
    #[must_use]
    pub fn then_closed(mut self) -> Self {
        self.ending = Ending::Closed;
        self
    }

    /// The same, and then the connection is reset; pieces go without their end.
    #[must_use]
    pub fn then_reset(mut self) -> Self {
        self.ending = Ending::Reset;
        self
    }

    /// The same, and then nothing until the client goes away; pieces go without their end.
    #[must_use]
    pub fn then_silent(mut self) -> Self {
        self.ending = Ending::Silent;
        self
    }

    /// The same, but not before the server [releases](super::Server::release) it.
    #[must_use]
    pub fn held(mut self) -> Self {
        self.held = Some(0);
        self
    }

    /// The same, but after the head and so many pieces, the rest waits to be
    /// [released](super::Server::release).
    #[must_use]
    pub fn held_after(mut self, pieces: usize) -> Self {
        self.held = Some(pieces + 1);
        self
    }

    /// Repeats for all further requests; later responses of the script are not reached.
    #[must_use]
    pub fn forever(mut self) -> Self {
        self.forever = true;
        self
    }

    /// What is answered to this request.
    pub(super) fn to(self, request: &Recorded) -> Self {
        match &self.body {
            ScriptedBody::By(Handler(handler)) => {
                let response = handler(request).to(request);
                Self { held: self.held.or(response.held), ..response }
            }
            _ => self,
        }
    }

    /// The bytes, write by write.
    pub(super) fn writes(&self, method: &str) -> Vec<Vec<u8>> {
        match &self.body {
            ScriptedBody::Nothing | ScriptedBody::By(_) => Vec::new(),
            ScriptedBody::Whole(body) | ScriptedBody::Cut(body, _) if method == "HEAD" => vec![self.head(length(body))],
            ScriptedBody::Whole(body) => vec![[self.head(length(body)), body.clone()].concat()],
            ScriptedBody::Cut(body, bytes) => {
                let mut write = self.head(length(body));
                write.extend(body.iter().take(*bytes));
                vec![write]
            }
            ScriptedBody::Pieces(pieces) => {
                let mut writes = vec![self.head("transfer-encoding: chunked".to_owned())];
                writes.extend(pieces.iter().filter(|piece| !piece.is_empty()).map(|piece| chunk(piece)));
                writes.extend((self.ending == Ending::Stays).then(|| chunk(&[])));
                writes
            }
        }
    }

    fn head(&self, framing: String) -> Vec<u8> {
        let own = self.headers.iter().map(|(name, value)| format!("{name}: {value}"));
        let lines: Vec<String> =
            [format!("HTTP/1.1 {} Scripted", self.status), framing].into_iter().chain(own).collect();
        format!("{}\r\n\r\n", lines.join("\r\n")).into_bytes()
    }
}

fn length(body: &[u8]) -> String {
    format!("content-length: {}", body.len())
}

fn chunk(piece: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat()
}
