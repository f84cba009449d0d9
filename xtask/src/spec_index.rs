//! `spec/sources.tsv`: which specifications were fetched from fal, when and from which URL.
//!
//! One sorted line per specification, so that branches that add different endpoints merge without conflicts. The
//! generator ignores the file because of its extension. `add` and `sync` never change specifications that are not
//! listed.

use std::{collections::BTreeMap, fmt::Write as _, io};

use jiff::Timestamp;

use crate::workspace::Workspace;

/// File name in `spec/`.
pub const FILE: &str = "sources.tsv";

const HEADER: &str = "# Specifications that were fetched: file, endpoint, date, URL. \
                      Written by `cargo xtask add` and `cargo xtask sync`.\n";

/// Origin of a specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexEntry {
    /// Endpoint id.
    pub id: String,
    /// UTC date of the download, e.g. `2026-11-22`.
    pub date: String,
    /// URL of the document.
    pub url: String,
}

/// Index of the fetched specifications.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpecIndex {
    /// Path relative to `spec/` → origin.
    pub entries: BTreeMap<String, IndexEntry>,
}

impl SpecIndex {
    /// Reads the index of a workspace. Returns an empty one if the file does not exist.
    pub fn read(workspace: &Workspace) -> io::Result<Self> {
        match fs_err::read_to_string(workspace.spec().join(FILE)) {
            Ok(text) => Self::parse(&text).map_err(|message| io::Error::new(io::ErrorKind::InvalidData, message)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// Parses an index. Of two lines for one file, as a merge may leave them, the later date wins.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut index = Self::default();
        let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim_end()));
        for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            let [file, id, date, url] = columns.try_into().map_err(|_| {
                format!("spec/{FILE}:{number}: expected file, endpoint, date and URL, separated by tabs")
            })?;
            let entry = IndexEntry { id: id.to_owned(), date: date.to_owned(), url: url.to_owned() };
            if index.entries.get(file).is_none_or(|known| known.date <= entry.date) {
                index.entries.insert(file.to_owned(), entry);
            }
        }
        Ok(index)
    }

    /// Formats the index.
    pub fn text(&self) -> String {
        let mut text = HEADER.to_owned();
        for (file, IndexEntry { id, date, url }) in &self.entries {
            let _ = writeln!(text, "{file}\t{id}\t{date}\t{url}");
        }
        text
    }

    /// Returns the file of an endpoint.
    pub fn file_of(&self, id: &str) -> Option<&str> {
        self.entries.iter().find(|(_, entry)| entry.id == id).map(|(file, _)| file.as_str())
    }
}

/// Returns the file for the document of an endpoint, relative to `spec/`.
pub fn file_name(id: &str) -> String {
    format!("{id}.openapi.json")
}

/// Whether a string is an endpoint id. Its segments are used as file names, so `..` and other special characters are
/// rejected.
pub fn is_id(word: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_segment =
        |segment: &str| !segment.is_empty() && !segment.starts_with('.') && segment.chars().all(is_allowed);
    word.contains('/') && word.split('/').all(is_segment)
}

/// Returns the current UTC date, e.g. `2026-11-22`.
pub fn today() -> String {
    Timestamp::now().strftime("%F").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_lines_are_parsed() {
        let text = "b.json\tacme/b\t2026-01-02\thttp://b\n\n# twice\nb.json\tacme/b\t2026-01-01\thttp://old\n\
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
