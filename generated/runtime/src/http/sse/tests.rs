//! The events do not depend on how a body is split into chunks.

use super::{Bytes, SseDecoder, SseError, SseEvent};

/// Everything that the format allows: a byte order mark, all line ends, comments, fields without a colon, unknown
/// fields, several lines of data, characters of two to four bytes, and Unicode line separators.
const TRICKY: &str = "\u{feff}: hello\r\n\r\nretry: 10\nid: 1\r\nevent: progress\rdata: {\"i\":\r\ndata:1}\n\n\
                      data\n\n:\n\nevent: ping\n\nid: a\0b\ndata: é€🍩\u{2028}\u{85}\r\rid\ndata:  two\n\
                      field without colon\nevent:end\r\n\r\n";

fn event(name: Option<&str>, id: Option<&str>, data: &str) -> SseEvent {
    SseEvent { name: name.map(str::to_owned), id: id.map(str::to_owned), data: data.as_bytes().to_vec() }
}

fn decoded<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> Vec<SseEvent> {
    let mut decoder = SseDecoder { limit: 1 << 10, ..SseDecoder::default() };
    let mut events = Vec::new();
    for piece in pieces {
        decoder.chunk = Bytes::copy_from_slice(piece);
        while let Ok(Some(event)) = decoder.next() {
            events.push(event);
        }
    }
    assert_eq!(decoder.truncated_data(), None);
    events
}

#[test]
fn every_split_decodes_the_same_events() {
    let expected = [
        event(Some("progress"), Some("1"), "{\"i\":\n1}"),
        event(None, Some("1"), ""),
        event(None, Some("1"), "é€🍩\u{2028}\u{85}"),
        event(Some("end"), Some(""), " two"),
    ];
    let tricky = TRICKY.as_bytes();
    assert_eq!(decoded([tricky]), expected);
    for size in 1..8 {
        assert_eq!(decoded(tricky.chunks(size)), expected, "chunks of {size}");
    }
    for first in 0..tricky.len() {
        for second in first..tricky.len() {
            let pieces = [&tricky[..first], &tricky[first..second], &tricky[second..]];
            assert_eq!(decoded(pieces), expected, "split at {first} and {second}");
        }
    }
}

#[test]
fn an_event_above_the_limit_is_rejected_before_it_is_complete() {
    for body in ["data: 123456789", "data: 1234\ndata: 56789", ": a long comment", "data:1\ndata:2\ndata:3\ndata:45678"]
    {
        let mut decoder = SseDecoder { limit: 14, chunk: Bytes::from(body), ..SseDecoder::default() };
        assert!(matches!(decoder.next(), Err(SseError::TooLarge(14))), "{body}");
    }
}

#[test]
fn a_truncated_event_keeps_its_data() {
    for (body, left) in [("data: 1\n", Some("1")), ("data: 1\ndata: 2", Some("1\n2")), ("data: {\"a", Some("{\"a"))] {
        let mut decoder = SseDecoder { limit: 100, chunk: Bytes::from(body), ..SseDecoder::default() };
        assert!(matches!(decoder.next(), Ok(None)));
        assert_eq!(decoder.truncated_data().as_deref(), left.map(str::as_bytes), "{body}");
    }
    for body in ["", "\n", "data: 1\n\n", ": ping", "id: 7\n", "event: end"] {
        let mut decoder = SseDecoder { limit: 100, chunk: Bytes::from(body), ..SseDecoder::default() };
        while let Ok(Some(_)) = decoder.next() {}
        assert_eq!(decoder.truncated_data(), None, "{body}");
    }
}

#[test]
fn every_byte_of_a_large_event_is_scanned_once() {
    const SIZE: usize = 8 << 20;
    let mut decoder = SseDecoder { limit: 2 * SIZE, chunk: Bytes::from_static(b"data: "), ..SseDecoder::default() };
    assert!(matches!(decoder.next(), Ok(None)));
    let body = Bytes::from(vec![b'A'; SIZE]);
    for start in (0..SIZE).step_by(16 << 10) {
        decoder.chunk = body.slice(start..(start + (16 << 10)).min(SIZE));
        assert!(matches!(decoder.next(), Ok(None)));
    }
    decoder.chunk = Bytes::from_static(b"\n\n");
    assert!(matches!(decoder.next(), Ok(Some(event)) if event.data.len() == SIZE));
    assert_eq!(decoder.scanned, "data: ".len() + SIZE);
}
