//! A specification as it was received: a name and its bytes.
//!
//! The name is the path below `spec/`, with `/` between its parts on every system. Nothing here
//! opens a file: whoever calls the generator reads and names the bytes.

use std::ops::Range;

/// A named specification, overlay or page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The path below the folder of specifications, e.g. `fal-ai/flux-pro/kontext.apifox.json`.
    pub name: String,
    /// The content as received.
    pub bytes: Vec<u8>,
}

/// A place in a text as people count it: both numbers start at 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

/// What file names end in, longest first: the stem is what remains.
const ENDINGS: &[&str] = &[
    ".overlay.json",
    ".overlay.yaml",
    ".overlay.yml",
    ".apifox.json",
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
    /// A source of this name and content.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }

    /// The path without the ending that tells the format: a specification and its overlays share it.
    pub fn stem(&self) -> &str {
        ENDINGS.iter().find_map(|ending| self.name.strip_suffix(ending)).unwrap_or(&self.name)
    }

    /// Whether the name says that this is a correction to a specification, not one itself.
    pub fn is_overlay(&self) -> bool {
        ENDINGS.iter().take(3).any(|ending| self.name.ends_with(ending))
    }

    /// The content as text without a byte order mark, or the offset of the first byte that is not UTF-8.
    pub fn text(&self) -> Result<&str, usize> {
        let text = std::str::from_utf8(&self.bytes).map_err(|error| error.valid_up_to())?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// The content as text up to the first byte that is not UTF-8: what can be shown.
    pub fn text_lossy(&self) -> &str {
        let end = std::str::from_utf8(&self.bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let text = self.bytes.get(..end).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        text.strip_prefix('\u{feff}').unwrap_or(text)
    }

    /// Where a byte offset of [`Source::text`] stands; past the end it is the end.
    pub fn position(&self, offset: usize) -> Position {
        let text = self.text_lossy();
        let before = floor_char_boundary(text, offset);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        }
    }

    /// The text at a span, empty where the span lies outside.
    pub fn excerpt(&self, span: &Range<usize>) -> &str {
        self.text().ok().and_then(|text| text.get(span.clone())).unwrap_or_default()
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
