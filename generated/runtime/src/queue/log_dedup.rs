//! Deduplication of a job's log lines.
//!
//! A status response contains all lines so far. A status stream contains new lines only (as far as is known), and may
//! begin at the first line when it is opened again. Lines are therefore identified by text, time, level and source, and
//! by the number of equal lines before them from the same source (one stream, or one status response).

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::queue::status::LogLine;

/// Remembers which lines were reported.
#[derive(Default)]
pub(crate) struct LogDedup {
    /// How often each line was reported.
    reported: BTreeMap<u64, usize>,
    /// How often each line came from the current source.
    from_source: BTreeMap<u64, usize>,
    /// The lines of the current source, in order.
    order: Vec<u64>,
}

impl LogDedup {
    /// Starts another source, which may repeat lines from the first on.
    pub(crate) fn start_source(&mut self) {
        self.from_source.clear();
        self.order.clear();
    }

    /// Returns the lines that were not reported before. `lines` may repeat all earlier lines of the source.
    pub(crate) fn unseen(&mut self, lines: Vec<LogLine>) -> Vec<LogLine> {
        let hashes: Vec<u64> = lines.iter().map(hash_line).collect();
        let known = if hashes.starts_with(&self.order) { self.order.len() } else { 0 };
        let mut unseen = Vec::new();
        for (line, hash) in lines.into_iter().zip(hashes).skip(known) {
            self.order.push(hash);
            let from_source = self.from_source.entry(hash).or_default();
            *from_source += 1;
            let reported = self.reported.entry(hash).or_default();
            if from_source > reported {
                *reported += 1;
                unseen.push(line);
            }
        }
        unseen
    }
}

/// Identifies a line by its hash, since lines can be long and numerous.
fn hash_line(line: &LogLine) -> u64 {
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{LogDedup, LogLine};

    fn lines(text: &str) -> Vec<LogLine> {
        let line = |c: char| LogLine { message: c.to_string(), timestamp: None, level: None, source: None };
        text.chars().map(line).collect()
    }

    fn unseen(log: &mut LogDedup, text: &str) -> String {
        log.unseen(lines(text)).into_iter().map(|line| line.message).collect()
    }

    #[test]
    fn equal_lines_are_counted() {
        let mut log = LogDedup::default();
        for (list, expected) in [("", ""), ("a", "a"), ("a.", "."), ("a...", ".."), ("a...b", "b")] {
            log.start_source();
            assert_eq!(unseen(&mut log, list), expected, "the whole list each time");
        }
    }

    #[test]
    fn a_stream_may_send_new_lines_or_all_lines() {
        let mut log = LogDedup::default();
        let reported: Vec<String> = ["a", "b", "a", "cd", "", "a"].map(|part| unseen(&mut log, part)).into();
        assert_eq!(reported.concat(), "abacda", "each event has new lines");
        let mut log = LogDedup::default();
        let reported: Vec<String> = ["a", "ab", "aba", "abacd", "abacd"].map(|list| unseen(&mut log, list)).into();
        assert_eq!(reported.concat(), "abacd", "each event repeats the lines before");
    }

    #[test]
    fn another_source_repeats_no_line() {
        let mut log = LogDedup::default();
        assert_eq!(unseen(&mut log, "ab"), "ab");
        log.start_source();
        assert_eq!(unseen(&mut log, "abc"), "c", "a status response after the stream");
        log.start_source();
        assert_eq!(unseen(&mut log, "abcd") + &unseen(&mut log, "e"), "de", "a stream opened again");
        log.start_source();
        assert_eq!(unseen(&mut log, "f"), "f", "a stream that begins at the next line");
    }
}
