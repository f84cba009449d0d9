//! One connection: requests are read, answers are given, as long as it lasts.

use std::{
    io::{BufReader, Read as _, Write},
    net::{Shutdown, TcpStream},
    sync::Arc,
    time::Duration,
};

use socket2::SockRef;

use super::{
    ScriptedResponse,
    recorded::{Read, read},
    response::Ending,
    state::ScriptState,
};

pub(super) fn serve(stream: &TcpStream, state: &ScriptState) {
    state.connected();
    // Pieces are to arrive as pieces.
    let _ = stream.set_nodelay(true);
    let mut reader = BufReader::with_capacity(64 << 10, stream);
    while responded(&mut reader, stream, state) {}
    state.disconnected();
}

/// Reads a request and answers it; false where the connection is over.
fn responded(reader: &mut BufReader<&TcpStream>, stream: &TcpStream, state: &ScriptState) -> bool {
    match read(reader, state.keeps_bodies()) {
        Read::Request(request) => {
            let request = Arc::new(request);
            let response = state.response(&request);
            input(&response, &response.writes(&request.method), stream, state) && ended(response.ending, stream, state)
        }
        Read::Broken => {
            state.client_went();
            false
        }
        Read::End => false,
    }
}

fn input(response: &ScriptedResponse, writes: &[Vec<u8>], mut stream: &TcpStream, state: &ScriptState) -> bool {
    for index in 0..=writes.len() {
        if response.held == Some(index) && !state.pass() {
            return false;
        }
        if writes.get(index).is_some_and(|bytes| stream.write_all(bytes).is_err()) {
            state.client_went();
            return false;
        }
    }
    true
}

/// Does to the connection what the answer's ending says; true where it stays.
fn ended(ending: Ending, mut stream: &TcpStream, state: &ScriptState) -> bool {
    match ending {
        Ending::Stays => return true,
        Ending::Closed => {
            let _ = stream.shutdown(Shutdown::Both);
        }
        Ending::Reset => {
            let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
        }
        Ending::Silent => {
            while stream.read(&mut [0; 64]).is_ok_and(|count| count > 0) {}
            state.client_went();
        }
    }
    false
}
