//! The server itself, asked over plain sockets.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    sync::atomic::{AtomicUsize, Ordering},
};

use super::{ScriptedResponse, Server, Sockets, closed, digest, events, json, pieces, raw, reset, silent};

fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.address).unwrap()
}

/// Sends this and reads until the server closes the connection.
fn ask(server: &Server, request: &[u8]) -> String {
    let mut stream = connect(server);
    stream.write_all(request).unwrap();
    // Fails if the server has already reset the connection.
    let _ = stream.shutdown(Shutdown::Write);
    let mut response = Vec::new();
    let _ = stream.read_to_end(&mut response);
    String::from_utf8(response).unwrap()
}

const GET: &[u8] = b"GET /a?b HTTP/1.1\r\n\r\n";

#[test]
fn responses_are_sent_in_order_of_the_script() {
    let server = Server::start([json(200, &1.into()), raw(404, "text/plain", "no").header("x-y", "z")]);
    assert_eq!(
        ask(&server, GET),
        "HTTP/1.1 200 Scripted\r\ncontent-length: 1\r\ncontent-type: application/json\r\n\r\n1"
    );
    assert!(ask(&server, GET).ends_with("content-type: text/plain\r\nx-y: z\r\n\r\nno"));
    assert!(ask(&server, GET).starts_with("HTTP/1.1 599 "));
    assert_eq!(server.lines(), ["GET /a?b"; 3]);
    assert_eq!(server.sockets().taken, 3);
}

#[test]
fn the_last_response_of_a_route_can_be_repeated() {
    let server = Server::by_route([
        ("PUT /part/*", vec![raw(200, "", "p").forever()]),
        ("GET /a", vec![raw(200, "", "first"), raw(200, "", "ever").forever()]),
    ]);
    let bodies = [GET, b"PUT /part/2 HTTP/1.1\r\n\r\n", GET, GET, b"POST /a HTTP/1.1\r\n\r\n"].map(|request| {
        let response = ask(&server, request);
        response.rsplit("\r\n\r\n").next().unwrap().to_owned()
    });
    assert_eq!(bodies, ["first", "p", "ever", "ever", "not in the script"]);
}

#[test]
fn a_response_can_be_computed_from_the_request() {
    let count = AtomicUsize::new(0);
    let response = ScriptedResponse::by(move |request| {
        let count = count.fetch_add(1, Ordering::SeqCst);
        raw(200, "", format!("{count} {}", String::from_utf8_lossy(&request.body)))
    });
    let server = Server::start([response.forever()]);
    assert!(ask(&server, b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab").ends_with("\r\n0 ab"));
    assert!(
        ask(&server, b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
            .ends_with("1 abc")
    );
}

#[test]
fn chunked_bodies_end_as_scripted() {
    let whole = "HTTP/1.1 200 Scripted\r\ntransfer-encoding: chunked\r\ncontent-type: a/b\r\n\r\n1\r\nx\r\n2\r\nyz\r\n";
    let three = || pieces("a/b", ["x", "", "yz"]);
    let server = Server::start([three(), three().then_closed(), three().then_reset(), three().status(201)]);
    assert_eq!(ask(&server, GET), format!("{whole}0\r\n\r\n"));
    assert_eq!(ask(&server, GET), whole);
    assert_eq!(ask(&server, GET), whole);
    assert!(ask(&server, GET).starts_with("HTTP/1.1 201 "));
    let server = Server::start([events([&1.into(), &"é".into()])]);
    assert!(ask(&server, GET).contains("text/event-stream\r\n\r\n9\r\ndata: 1\n\n\r\nc\r\ndata: \"é\"\n\n\r\n0\r\n"));
}

#[test]
fn connections_can_be_closed_reset_or_get_an_empty_response() {
    let server = Server::start([closed(), reset(), raw(200, "", "abcdef").cut_after(2), raw(200, "", "abc")]);
    assert_eq!(ask(&server, GET), "");
    let mut stream = connect(&server);
    stream.write_all(GET).unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    assert!(ask(&server, GET).ends_with("content-length: 6\r\ncontent-type: \r\n\r\nab"));
    assert!(ask(&server, b"HEAD / HTTP/1.1\r\n\r\n").ends_with("content-length: 3\r\ncontent-type: \r\n\r\n"));
}

#[tokio::test]
async fn a_held_response_waits_for_its_release() {
    let server =
        Server::start([raw(200, "", "a").held(), pieces("", ["b", "c"]).held_after(1), raw(200, "", "d").held()]);
    let mut first = connect(&server);
    first.write_all(GET).unwrap();
    server.wait_for(1).await;
    first.set_nonblocking(true).unwrap();
    assert_eq!(first.read(&mut [0]).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    server.release_one();
    first.set_nonblocking(false).unwrap();
    assert_eq!(first.read(&mut [0]).unwrap(), 1);

    let mut second = connect(&server);
    second.write_all(GET).unwrap();
    let mut seen = Vec::new();
    while !seen.ends_with(b"b\r\n") {
        let mut byte = [0];
        second.read_exact(&mut byte).unwrap();
        seen.extend(byte);
    }
    server.release();
    let mut rest = [0; 6];
    second.read_exact(&mut rest).unwrap();
    assert_eq!(&rest, b"1\r\nc\r\n");
    assert!(ask(&server, GET).ends_with('d'));
}

#[tokio::test]
async fn closed_client_connections_are_noticed() {
    let server = Server::start([silent(), pieces("", ["x"]).then_silent()]);
    for count in 1..=2 {
        let mut stream = connect(&server);
        stream.write_all(GET).unwrap();
        server.wait_for(count).await;
        drop(stream);
        server.gone(count).await;
    }
    connect(&server).write_all(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf").unwrap();
    server.gone(3).await;
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn recorded_bodies_can_be_discarded() {
    let body: Vec<u8> = (0..1_000_003_u32).map(|index| index.to_le_bytes()[1]).collect();
    let server = Server::start([raw(200, "", ""), raw(200, "", "")]).forgetting_bodies();
    ask(&server, &[format!("PUT / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes(), &body].concat());
    let mut chunks = b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for piece in body.chunks(99_999).chain([&[][..]]) {
        chunks.extend(format!("{:x}\r\n", piece.len()).bytes().chain(piece.iter().copied()).chain(*b"\r\n"));
    }
    ask(&server, &chunks);
    for request in server.requests() {
        assert_eq!((request.size, request.digest), (1_000_003, digest(&body)));
        assert!(request.body.is_empty());
    }
    assert_ne!(digest(&body), digest(&body[1..]));
    assert_eq!(server.sockets(), Sockets { taken: 2, open: server.sockets().open, most: server.sockets().most });
}
