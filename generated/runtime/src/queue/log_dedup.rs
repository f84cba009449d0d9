//! The lines of a job's log, each told once.
//!
//! A question for the status answers with all lines so far, a status stream with the new ones only (as far
//! as is known), and one that is opened again may begin anew. So lines are recognised: by their text, time, level
//! and source, and by how many like them came before from the same place.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::queue::status::LogLine;

/// Which lines were told.
#[derive(Default)]
pub(crate) struct LogDedup {
    /// How often each line was told.
    told: BTreeMap<u64, usize>,
    /// How often each line came from the present place.
    from_source: BTreeMap<u64, usize>,
    /// The lines that came from there, in order.
    order: Vec<u64>,
}

impl LogDedup {
    /// From here on, lines come from another place, which may begin at the first one.
    pub(crate) fn start_source(&mut self) {
        self.from_source.clear();
        self.order.clear();
    }

    /// Those of the lines that were not told before. A list that repeats all that came from the place before
    /// it goes on from there.
    pub(crate) fn unseen(&mut self, lines: Vec<LogLine>) -> Vec<LogLine> {
        let marks: Vec<u64> = lines.iter().map(mark).collect();
        let known = if marks.starts_with(&self.order) { self.order.len() } else { 0 };
        let mut unseen = Vec::new();
        for (line, mark) in lines.into_iter().zip(marks).skip(known) {
            self.order.push(mark);
            let from_source = self.from_source.entry(mark).or_default();
            *from_source += 1;
            let told = self.told.entry(mark).or_default();
            if from_source > told {
                *told += 1;
                unseen.push(line);
            }
        }
        unseen
    }
}

/// What a line is recognised by: lines can be long, and there can be many.
fn mark(line: &LogLine) -> u64 {
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
    fn lines_that_are_alike_are_counted() {
        let mut log = LogDedup::default();
        for (list, expected) in [("", ""), ("a", "a"), ("a.", "."), ("a...", ".."), ("a...b", "b")] {
            log.start_source();
            assert_eq!(unseen(&mut log, list), expected, "the whole list each time");
        }
    }

    #[test]
    fn a_stream_may_tell_new_lines_or_all_of_them() {
        let mut log = LogDedup::default();
        let told: Vec<String> = ["a", "b", "a", "cd", "", "a"].map(|part| unseen(&mut log, part)).into();
        assert_eq!(told.concat(), "abacda", "each event has new lines");
        let mut log = LogDedup::default();
        let told: Vec<String> = ["a", "ab", "aba", "abacd", "abacd"].map(|list| unseen(&mut log, list)).into();
        assert_eq!(told.concat(), "abacd", "each event repeats the lines before");
    }

    #[test]
    fn another_place_repeats_nothing() {
        let mut log = LogDedup::default();
        assert_eq!(unseen(&mut log, "ab"), "ab");
        log.start_source();
        assert_eq!(unseen(&mut log, "abc"), "c", "a question after the stream");
        log.start_source();
        assert_eq!(unseen(&mut log, "abcd") + &unseen(&mut log, "e"), "de", "a stream opened again");
        log.start_source();
        assert_eq!(unseen(&mut log, "f"), "f", "a stream that begins where it is");
    }
}
