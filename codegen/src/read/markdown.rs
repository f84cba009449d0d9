//! An Apifox Markdown page to the `OpenAPI` documents in it.
//!
//! Such a page is a heading and a fenced YAML block with a complete `OpenAPI` document of one
//! endpoint; collections put many pages into one file. Only the blocks are read, each into a tree of
//! its own; what the documents say is the business of `openapi`.

use std::{ops::Range, sync::Arc};

use crate::document::{Node, ParseError, yaml};

/// Whether a text holds a fenced `OpenAPI` document in YAML.
pub fn recognises(text: &str) -> bool {
    blocks(text).any(|block| is_openapi(text.get(block.range.clone()).unwrap_or_default()))
}

/// The `OpenAPI` documents of a Markdown page, in its order.
pub fn parse(file: &Arc<str>, text: &str) -> Result<Vec<Node>, ParseError> {
    let documents = blocks(text).filter(|block| is_openapi(text.get(block.range.clone()).unwrap_or_default()));
    documents.map(|block| document(file, text, &block)).collect()
}

fn document(file: &Arc<str>, text: &str, block: &Block) -> Result<Node, ParseError> {
    if block.is_closed {
        return yaml::parse_within(file, text, block.range.clone());
    }
    let opened = text.get(..block.range.start).unwrap_or_default().matches('\n').count();
    let end = text.trim_end().len();
    let message = format!("the page ends inside the code block that was opened at line {opened}");
    Err(ParseError::new(message, end..end)
        .help("the closing fence is missing: if the page was cut off, receive it again"))
}

fn is_openapi(yaml: &str) -> bool {
    yaml.lines().any(|line| line.starts_with("openapi:") || line.starts_with("swagger:"))
}

/// What stands between two fences.
struct Block {
    range: Range<usize>,
    is_closed: bool,
}

/// The fenced YAML blocks. Fences stand at the beginning of a line: what is indented is content.
fn blocks(text: &str) -> impl Iterator<Item = Block> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let fence = loop {
            let line = line_at(text, at)?;
            at += line.len();
            if let Some(fence) = opening(line) {
                break fence;
            }
        };
        let start = at;
        loop {
            let Some(line) = line_at(text, at) else { return Some(Block { range: start..at, is_closed: false }) };
            let range = start..at;
            at += line.len();
            if closes(line, fence) {
                return Some(Block { range, is_closed: true });
            }
        }
    })
}

fn line_at(text: &str, at: usize) -> Option<&str> {
    text.get(at..)?.split_inclusive('\n').next()
}

/// The fence of a line that opens a YAML block.
fn opening(line: &str) -> Option<&str> {
    let language = line.trim_start_matches('`');
    let fence = line.get(..line.len() - language.len()).filter(|fence| fence.len() >= 3)?;
    matches!(language.trim(), "yaml" | "yml").then_some(fence)
}

fn closes(line: &str, fence: &str) -> bool {
    let line = line.trim_end();
    line.starts_with(fence) && line.chars().all(|sign| sign == '`')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# 船\n\n## OpenAPI Specification\n\n```yaml\nopenapi: 3.0.1\ninfo:\n  title: ''\n  description: |\n    ```\n    code\n    ```\n```\n";

    fn read(text: &str) -> Result<Vec<Node>, ParseError> {
        parse(&Arc::from("a.md"), text)
    }

    #[test]
    fn the_document_is_read_with_its_places_in_the_page() {
        let documents = read(PAGE).unwrap();
        let [document] = documents.as_slice() else { panic!("one document") };
        let version = document.get("openapi").unwrap();
        assert_eq!(&PAGE[version.place.span.clone()], "3.0.1");
        let description = document.get("info").unwrap().get("description").unwrap();
        assert_eq!(description.to_literal().to_string(), r#""```\ncode\n```\n""#);
    }

    #[test]
    fn a_file_may_hold_several_pages() {
        let text = format!("{PAGE}\n```bash\nls\n```\n\n{}", PAGE.replace('\n', "\r\n"));
        assert_eq!(read(&text).unwrap().len(), 2);
    }

    #[test]
    fn pages_are_recognised_by_the_block() {
        assert!(recognises(PAGE));
        for other in ["", "# Only words", "```yaml\na: 1\n```", "openapi: 3.0.0\n"] {
            assert!(!recognises(other), "{other}");
        }
    }

    #[test]
    fn a_page_that_is_cut_off_is_refused() {
        for (end, _) in PAGE.char_indices() {
            let text = &PAGE[..end];
            assert!(read(text).is_err() || !recognises(text) || text.trim_end().ends_with("\n```"), "{text}");
        }
        assert_eq!(
            read(&PAGE[..PAGE.len() - 5]).unwrap_err().message,
            "the page ends inside the code block that was opened at line 5"
        );
    }

    #[test]
    fn a_broken_document_is_located_in_the_page() {
        let error = read("# x\n\n```yaml\nopenapi: 3.0.1\na: 1\na: 2\n```\n").unwrap_err();
        assert_eq!(error.message, "the name `a` stands twice in this object, first at line 5");
    }
}
