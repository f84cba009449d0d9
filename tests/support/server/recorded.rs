//! Requests as they came in, and how they are read.

use std::io::BufRead;

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; empty where the server [forgets](super::Server::forgetting_bodies) it.
    pub body: Vec<u8>,
    /// The length of the body in bytes.
    pub size: u64,
    /// The [`digest`](digest()) of the body.
    pub digest: u64,
}

impl Recorded {
    /// Method, path and query in one line.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }

    /// Method and path in one line.
    pub fn route(&self) -> String {
        let path = self.target.split('?').next().unwrap_or_default();
        format!("{} {path}", self.method)
    }

    /// All values of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(each, _)| each == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// A hash that distinguishes bodies: FNV-1a over words of eight bytes. Over single bytes, a hundred MiB would take seconds in a
/// debug build.
pub fn digest(bytes: &[u8]) -> u64 {
    fold(SEED, bytes)
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const WORD: usize = 8;

fn fold(state: u64, bytes: &[u8]) -> u64 {
    let mix = |state: u64, word| (state ^ u64::from_le_bytes(word)).wrapping_mul(0x0000_0100_0000_01b3);
    bytes.chunks(WORD).fold(state, |state, word| {
        let whole = <[u8; WORD]>::try_from(word).unwrap_or_else(|_| {
            let mut padded = [0; WORD];
            padded.iter_mut().zip(word).for_each(|(to, from)| *to = *from);
            padded
        });
        mix(state, whole)
    })
}

/// Record of a connection.
pub(super) enum Read {
    Request(Recorded),
    /// It ended within a request.
    Broken,
    /// It ended between requests.
    End,
}

pub(super) fn read(reader: &mut impl BufRead, keep_body: bool) -> Read {
    match line(reader) {
        Some(first) => request(&first, reader, keep_body).map_or(Read::Broken, Read::Request),
        None => Read::End,
    }
}

fn request(first: &str, reader: &mut impl BufRead, keep_body: bool) -> Option<Recorded> {
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    while let Some((name, value)) = line(reader)?.split_once(':') {
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let value = |name: &str| headers.iter().find(|(each, _)| each == name).map(|(_, value)| value.as_str());
    let mut body = RecordedBody { keep: keep_body, digest: SEED, ..RecordedBody::default() };
    if value("transfer-encoding").is_some() {
        body.take_chunks(reader)?;
    } else {
        body.take(reader, value("content-length").and_then(|value| value.parse().ok()).unwrap_or(0))?;
    }
    let digest = fold(body.digest, &body.rest);
    Some(Recorded { method, target, headers, body: body.bytes, size: body.size, digest })
}

#[derive(Default)]
struct RecordedBody {
    keep: bool,
    bytes: Vec<u8>,
    size: u64,
    digest: u64,
    /// What is not a whole word yet.
    rest: Vec<u8>,
}

impl RecordedBody {
    fn take_chunks(&mut self, reader: &mut impl BufRead) -> Option<()> {
        loop {
            let size = u64::from_str_radix(&line(reader)?, 16).ok()?;
            self.take(reader, size)?;
            line(reader)?;
            if size == 0 {
                return Some(());
            }
        }
    }

    fn take(&mut self, reader: &mut impl BufRead, size: u64) -> Option<()> {
        let mut left = size;
        while left > 0 {
            let here = reader.fill_buf().ok()?;
            let here = here.get(..usize::try_from(left).ok()?).unwrap_or(here);
            let count = here.len();
            if count == 0 {
                return None;
            }
            self.add(here);
            reader.consume(count);
            left -= count as u64;
        }
        Some(())
    }

    fn add(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        if self.keep {
            self.bytes.extend_from_slice(bytes);
        }
        self.rest.extend_from_slice(bytes);
        let words = self.rest.len() / WORD * WORD;
        let behind = self.rest.split_off(words);
        self.digest = fold(self.digest, &self.rest);
        self.rest = behind;
    }
}

fn line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    let read = reader.read_line(&mut line).ok()?;
    (read > 0).then(|| line.trim_end().to_owned())
}
