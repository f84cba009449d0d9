//! Extraction of OpenAPI documents from Apifox Markdown pages.
//!
//! A page is a heading and a fenced YAML block with the OpenAPI document of one endpoint; a collection contains many pages
//! in one file. Each block is parsed to a tree of its own, which the `openapi` reader reads.

use std::{ops::Range, sync::Arc};

use crate::document::{Node, ParseError, yaml};

/// Returns whether a text contains a fenced OpenAPI document in YAML.
pub fn recognises(text: &str) -> bool {
    blocks(text).any(|block| is_openapi(text.get(block.range.clone()).unwrap_or_default()))
}

/// Parses the OpenAPI documents of a Markdown page, in order.
pub fn parse(file: &Arc<str>, text: &str) -> Result<Vec<Node>, ParseError> {
    let documents = blocks(text).filter(|block| is_openapi(text.get(block.range.clone()).unwrap_or_default()));
    documents.map(|block| document(file, text, &block)).collect()
}

fn document(file: &Arc<str>, text: &str, block: &FencedBlock) -> Result<Node, ParseError> {
    if block.is_closed {
        return yaml::parse_within(file, text, block.range.clone());
    }
    let opened = text.get(..block.range.start).unwrap_or_default().matches('\n').count();
    let end = text.trim_end().len();
    let message = format!("the page ends inside the code block that was opened at line {opened}");
    Err(ParseError::new(message, end..end)
        .help("the closing fence is missing: if the page is truncated, fetch it again"))
}

/// Returns whether a YAML text is an OpenAPI document.
pub(super) fn is_openapi(yaml: &str) -> bool {
    yaml.lines().any(|line| line.starts_with("openapi:") || line.starts_with("swagger:"))
}

/// The text between two fences.
struct FencedBlock {
    range: Range<usize>,
    is_closed: bool,
}

/// Returns the fenced YAML blocks. A fence is at the beginning of a line; indented fences are content.
fn blocks(text: &str) -> impl Iterator<Item = FencedBlock> + '_ {
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
            let Some(line) = line_at(text, at) else {
                return Some(FencedBlock { range: start..at, is_closed: false });
            };
            let range = start..at;
            at += line.len();
            if closes(line, fence) {
                return Some(FencedBlock { range, is_closed: true });
            }
        }
    })
}

fn line_at(text: &str, at: usize) -> Option<&str> {
    text.get(at..)?.split_inclusive('\n').next()
}

/// Returns the fence, if the line opens a YAML block.
fn opening(line: &str) -> Option<&str> {
    let language = line.trim_start_matches('`');
    let fence = line.get(..line.len() - language.len()).filter(|fence| fence.len() >= 3)?;
    matches!(language.trim(), "yaml" | "yml").then_some(fence)
}

fn closes(line: &str, fence: &str) -> bool {
    let line = line.trim_end();
    line.starts_with(fence) && line.chars().all(|c| c == '`')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# 船\n\n## OpenAPI Specification\n\n```yaml\nopenapi: 3.0.1\ninfo:\n  title: ''\n  description: |\n    ```\n    code\n    ```\n```\n";

    fn read(text: &str) -> Result<Vec<Node>, ParseError> {
        parse(&Arc::from("a.md"), text)
    }

    #[test]
    fn spans_refer_to_the_page() {
        let documents = read(PAGE).unwrap();
        let [document] = documents.as_slice() else { panic!("one document") };
        let version = document.get("openapi").unwrap();
        assert_eq!(&PAGE[version.span.range.clone()], "3.0.1");
        let description = document.get("info").unwrap().get("description").unwrap();
        assert_eq!(description.to_literal().to_string(), r#""```\ncode\n```\n""#);
    }

    #[test]
    fn several_pages_in_a_file_are_read() {
        let text = format!("{PAGE}\n```bash\nls\n```\n\n{}", PAGE.replace('\n', "\r\n"));
        assert_eq!(read(&text).unwrap().len(), 2);
    }

    #[test]
    fn pages_are_recognised_by_their_block() {
        assert!(recognises(PAGE));
        for other in ["", "# Only text", "```yaml\na: 1\n```", "openapi: 3.0.0\n"] {
            assert!(!recognises(other), "{other}");
        }
    }

    #[test]
    fn truncated_pages_are_rejected() {
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
    fn errors_refer_to_lines_of_the_page() {
        let error = read("# x\n\n```yaml\nopenapi: 3.0.1\na: 1\na: 2\n```\n").unwrap_err();
        assert_eq!(error.message, "duplicate key `a`; first defined at line 5");
    }
}
