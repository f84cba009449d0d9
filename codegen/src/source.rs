//! The input of the generator: a name and bytes as received.
//!
//! The name is the path relative to `spec/`, with `/` as separator on every system. The caller reads the file; this crate
//! performs no IO.

use std::{cell::OnceCell, collections::BTreeMap, ops::Range};

use crate::origin::Span;

/// A specification, overlay or documentation page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The path relative to the folder of specifications, e.g. `fal-ai/flux-pro/kontext.apifox.json`.
    pub name: String,
    /// The content as received.
    pub bytes: Vec<u8>,
}

/// A line and a column, both starting at 1. Columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

/// Known extensions, longest first. The rest of the name is the stem.
const EXTENSIONS: &[&str] = &[
    ".overlay.json",
    ".overlay.yaml",
    ".overlay.yml",
    ".apifox.json",
    ".apidog.json",
    ".swagger.json",
    ".openapi.json",
    ".openapi.yaml",
    ".page.txt",
    ".page.md",
    ".json",
    ".yaml",
    ".yml",
    ".txt",
    ".md",
];

impl Source {
    /// Creates a source.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }

    /// Returns the name without its extension. A specification and its overlay have the same stem.
    pub fn stem(&self) -> &str {
        EXTENSIONS.iter().find_map(|extension| self.name.strip_suffix(extension)).unwrap_or(&self.name)
    }

    /// Returns whether the name is that of an overlay.
    pub fn is_overlay(&self) -> bool {
        EXTENSIONS.iter().take(3).any(|extension| self.name.ends_with(extension))
    }

    /// Returns the content as text without a byte order mark.
    ///
    /// # Errors
    ///
    /// Returns the offset of the first byte that is not UTF-8.
    pub fn text(&self) -> Result<&str, usize> {
        let text = std::str::from_utf8(&self.bytes).map_err(|error| error.valid_up_to())?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// Returns the content as text up to the first byte that is not UTF-8, without a byte order mark.
    pub fn text_lossy(&self) -> &str {
        let end = std::str::from_utf8(&self.bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let text = self.bytes.get(..end).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        text.strip_prefix('\u{feff}').unwrap_or(text)
    }

    /// Returns the position of a byte offset into [`Source::text`]. Offsets past the end are clamped.
    pub fn position(&self, offset: usize) -> Position {
        LineIndex::new(self).position(offset)
    }

    /// Returns the text in a byte range; empty if the range is out of bounds.
    pub fn excerpt(&self, span: &Range<usize>) -> &str {
        self.text().ok().and_then(|text| text.get(span.clone())).unwrap_or_default()
    }
}

/// The positions of many spans in several sources: the lines of a source are counted once.
pub struct Positions<'s> {
    indexes: BTreeMap<&'s str, (&'s Source, OnceCell<LineIndex<'s>>)>,
}

impl<'s> Positions<'s> {
    /// Creates the positions in these sources.
    pub fn new(sources: &'s [Source]) -> Self {
        let empty = |source: &'s Source| (source.name.as_str(), (source, OnceCell::new()));
        Self { indexes: sources.iter().map(empty).collect() }
    }

    /// Returns the position of the beginning of a span, if its source is known.
    pub fn of(&self, span: &Span) -> Option<Position> {
        Some(self.index(span)?.position(span.range.start))
    }

    /// Returns the text from the beginning of the line of a span to the end of its source, and the offset of that
    /// beginning.
    pub fn text_from_line(&self, span: &Span) -> Option<(&'s str, usize)> {
        let index = self.index(span)?;
        let start = index.line_start(index.position(span.range.start).line);
        Some((index.text.get(start..)?, start))
    }

    fn index(&self, span: &Span) -> Option<&LineIndex<'s>> {
        let (source, index) = self.indexes.get(&*span.file)?;
        Some(index.get_or_init(|| LineIndex::new(source)))
    }
}

/// The beginnings of the lines of a source.
struct LineIndex<'s> {
    text: &'s str,
    starts: Vec<usize>,
}

impl<'s> LineIndex<'s> {
    fn new(source: &'s Source) -> Self {
        let text = source.text_lossy();
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    fn position(&self, offset: usize) -> Position {
        let before = floor_char_boundary(self.text, offset);
        let line = self.starts.partition_point(|start| *start <= before.len());
        let start = self.line_start(line);
        Position { line, column: before.get(start..).unwrap_or_default().chars().count() + 1 }
    }

    /// Returns the offset of the beginning of a line.
    fn line_start(&self, line: usize) -> usize {
        line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or(0)
    }
}

fn floor_char_boundary(text: &str, offset: usize) -> &str {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stem_is_shared_by_a_specification_and_its_overlay() {
        let stem = |name: &str| Source::new(name, "").stem().to_owned();
        assert_eq!(stem("fal-ai/flux-pro/kontext.apifox.json"), "fal-ai/flux-pro/kontext");
        assert_eq!(stem("fal-ai/flux-pro/kontext.overlay.json"), "fal-ai/flux-pro/kontext");
        assert_eq!(stem("fal-ai/veo3.1.json"), "fal-ai/veo3.1");
    }

    #[test]
    fn columns_count_characters() {
        let source = Source::new("a", "默认\n值x");
        assert_eq!(source.position("默认\n值".len()), Position { line: 2, column: 2 });
        assert_eq!(source.position(999), Position { line: 2, column: 3 });
    }
}
