//! However a body is cut into pieces, its events are the same, and take the same time.

use std::time::{Duration, Instant};

use super::{Bytes, SseDecoder, SseError, SseEvent};

/// All that the format allows at once: a byte-order mark, all line ends, comments, fields without a colon, odd
/// fields, several lines of data, characters of two to four bytes, and separators that are none of its own.
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
    assert_eq!(decoder.unfinished(), None);
    events
}

#[test]
fn every_cut_gives_the_same_events() {
    let expected = [
        event(Some("progress"), Some("1"), "{\"i\":\n1}"),
        event(None, Some("1"), ""),
        event(None, Some("1"), "é€🍩\u{2028}\u{85}"),
        event(Some("end"), Some(""), " two"),
    ];
    let tricky = TRICKY.as_bytes();
    assert_eq!(decoded([tricky]), expected);
    for size in 1..8 {
        assert_eq!(decoded(tricky.chunks(size)), expected, "pieces of {size}");
    }
    for first in 0..tricky.len() {
        for second in first..tricky.len() {
            let pieces = [&tricky[..first], &tricky[first..second], &tricky[second..]];
            assert_eq!(decoded(pieces), expected, "cut at {first} and {second}");
        }
    }
}

#[test]
fn an_event_beyond_the_limit_is_refused_before_it_is_whole() {
    for body in ["data: 123456789", "data: 1234\ndata: 56789", ": a long comment", "data:1\ndata:2\ndata:3\ndata:45678"]
    {
        let mut decoder = SseDecoder { limit: 14, chunk: Bytes::from(body), ..SseDecoder::default() };
        assert!(matches!(decoder.next(), Err(SseError::TooLarge(14))), "{body}");
    }
}

#[test]
fn what_the_end_cuts_off_is_kept() {
    for (body, left) in [("data: 1\n", Some("1")), ("data: 1\ndata: 2", Some("1\n2")), ("data: {\"a", Some("{\"a"))] {
        let mut decoder = SseDecoder { limit: 100, chunk: Bytes::from(body), ..SseDecoder::default() };
        assert!(matches!(decoder.next(), Ok(None)));
        assert_eq!(decoder.unfinished().as_deref(), left.map(str::as_bytes), "{body}");
    }
    for body in ["", "\n", "data: 1\n\n", ": ping", "id: 7\n", "event: end"] {
        let mut decoder = SseDecoder { limit: 100, chunk: Bytes::from(body), ..SseDecoder::default() };
        while let Ok(Some(_)) = decoder.next() {}
        assert_eq!(decoder.unfinished(), None, "{body}");
    }
}

/// How long an event of 8 MiB takes in pieces of this size.
fn took(piece: usize) -> Duration {
    let mut decoder = SseDecoder { limit: 16 << 20, chunk: Bytes::from_static(b"data: "), ..SseDecoder::default() };
    assert!(matches!(decoder.next(), Ok(None)));
    let body = Bytes::from(vec![b'A'; 8 << 20]);
    let begun = Instant::now();
    for start in (0..body.len()).step_by(piece) {
        decoder.chunk = body.slice(start..(start + piece).min(body.len()));
        assert!(matches!(decoder.next(), Ok(None)));
    }
    decoder.chunk = Bytes::from_static(b"\n\n");
    assert!(matches!(decoder.next(), Ok(Some(event)) if event.data.len() == 8 << 20));
    begun.elapsed()
}

#[test]
fn a_large_event_takes_no_longer_in_small_pieces() {
    let (whole, pieces) = (took(8 << 20), took(16 << 10));
    println!("8 MiB: {whole:?} at once, {pieces:?} in pieces of 16 KiB");
    // A decoder that begins anew with every piece would take 256 times as long.
    assert!(pieces < whole * 32, "{whole:?}, {pieces:?}");
}
