//! `spec/sources.tsv`: which specifications were fetched, from where and when.
//!
//! A line per specification, sorted, so that two branches that add different endpoints merge, and where
//! they do not, the lines can be put in any order by hand. Its ending keeps the generator from reading it.
//! What is not listed came from elsewhere and belongs to whoever put it there.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::workspace::Workspace;

/// The name of the file below `spec/`.
pub const FILE: &str = "sources.tsv";

const HEADER: &str = "# Specifications that were fetched: file, endpoint, day, address. \
                      Written by `cargo xtask add` and `cargo xtask sync`.\n";

/// Where a specification came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The id of its endpoint.
    pub id: String,
    /// The day on which its content came, as in `2026-11-22`.
    pub day: String,
    /// The address it came from.
    pub url: String,
}

/// The rows, by file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpecIndex {
    /// Path below `spec/` → where it came from.
    pub rows: BTreeMap<String, Row>,
}

impl SpecIndex {
    /// The index of a workspace; an empty one where there is none.
    pub fn read(workspace: &Workspace) -> io::Result<Self> {
        match std::fs::read_to_string(workspace.spec().join(FILE)) {
            Ok(text) => Self::parse(&text).map_err(|fault| io::Error::new(io::ErrorKind::InvalidData, fault)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// Reads the text of an index. Of two lines for one file, as a merge may leave them, the later day holds.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut index = Self::default();
        let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim_end()));
        for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let fault =
                || format!("spec/{FILE}:{number}: a line is file, endpoint, day and address, with tabs between");
            let parts: Vec<&str> = line.split('\t').collect();
            let [file, id, day, url] = parts.try_into().map_err(|_| fault())?;
            let row = Row { id: id.to_owned(), day: day.to_owned(), url: url.to_owned() };
            let newer = index.rows.get(file).is_none_or(|known| known.day <= row.day);
            if newer {
                index.rows.insert(file.to_owned(), row);
            }
        }
        Ok(index)
    }

    /// The text of the index.
    pub fn text(&self) -> String {
        let mut text = HEADER.to_owned();
        for (file, Row { id, day, url }) in &self.rows {
            let _ = writeln!(text, "{file}\t{id}\t{day}\t{url}");
        }
        text
    }

    /// The file of an endpoint.
    pub fn file_of(&self, id: &str) -> Option<&str> {
        self.rows.iter().find(|(_, row)| row.id == id).map(|(file, _)| file.as_str())
    }
}

/// The file in which the document of an endpoint is kept, below `spec/`.
pub fn file(id: &str) -> String {
    format!("{id}.openapi.json")
}

/// Whether a word is an id that can be kept. A part of it is also a part of a path, so it says nothing to
/// the file system.
pub fn is_id(word: &str) -> bool {
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_segment = |segment: &str| !segment.is_empty() && !segment.starts_with('.') && segment.chars().all(sign);
    word.contains('/') && word.split('/').all(is_segment)
}

/// This day, in UTC.
pub fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    day(seconds / (24 * 60 * 60))
}

/// The date of a day, counted from 1970-01-01. The years begin in March, so that leap days come last.
fn day(days: u64) -> String {
    const CENTURIES: u64 = 146_097;
    let days = days + 719_468;
    let (era, of_era) = (days / CENTURIES, days % CENTURIES);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    format!("{:04}-{month:02}-{of_month:02}", era * 400 + year + u64::from(month <= 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_like_those_of_the_calendar() {
        for (days, date) in [(0, "1970-01-01"), (11_016, "2000-02-29"), (11_017, "2000-03-01"), (20_779, "2026-11-22")]
        {
            assert_eq!(day(days), date);
        }
    }

    #[test]
    fn an_index_that_was_merged_by_hand_is_read() {
        let text = "b.json\tacme/b\t2026-01-02\thttp://b\n\n# said twice\nb.json\tacme/b\t2026-01-01\thttp://old\n\
                    a.json\tacme/a\t2026-01-01\thttp://a\n";
        let index = SpecIndex::parse(text).unwrap();
        assert_eq!(index.file_of("acme/b"), Some("b.json"));
        let expected = format!("{HEADER}a.json\tacme/a\t2026-01-01\thttp://a\nb.json\tacme/b\t2026-01-02\thttp://b\n");
        assert_eq!(index.text(), expected);
        assert_eq!(SpecIndex::parse(&expected), Ok(index));
        let broken = SpecIndex::parse("<<<<<<< ours\n").unwrap_err();
        assert!(broken.starts_with("spec/sources.tsv:1: "), "{broken}");
    }
}
