//! Extraction of OpenAPI documents from Markdown pages, as Apifox, Apidog and Mintlify write them.
//!
//! A page is a heading and a fenced block in YAML or JSON with the OpenAPI document of one endpoint; a collection contains
//! many pages in one file. Each block is parsed to a tree of its own, which the `openapi` reader reads.

use std::{ops::Range, sync::Arc};

use crate::document::{Node, ParseError, json, yaml};

/// Returns whether a text contains a fenced OpenAPI document.
pub fn recognises(text: &str) -> bool {
    blocks(text).any(|block| is_document(text, &block))
}

/// Parses the OpenAPI documents of a Markdown page, in order.
pub fn parse(file: &Arc<str>, text: &str) -> Result<Vec<Node>, ParseError> {
    let documents = blocks(text).filter(|block| is_document(text, block));
    documents.map(|block| document(file, text, &block)).collect()
}

fn is_document(text: &str, block: &FencedBlock) -> bool {
    block.may_be_document && is_openapi(text.get(block.range.clone()).unwrap_or_default())
}

fn document(file: &Arc<str>, text: &str, block: &FencedBlock) -> Result<Node, ParseError> {
    let is_json = text.get(block.range.clone()).is_some_and(is_json);
    match (block.is_closed, is_json) {
        (true, true) => return json::parse_within(file, text, block.range.clone()),
        (true, false) => return yaml::parse_within(file, text, block.range.clone()),
        (false, _) => {}
    }
    let opened = text.get(..block.range.start).unwrap_or_default().matches('\n').count();
    let end = text.trim_end().len();
    let message = format!("the page ends inside the code block that was opened at line {opened}");
    Err(ParseError::new(message, end..end)
        .help("the closing fence is missing: if the page is truncated, fetch it again"))
}

/// Returns whether a text in YAML or JSON is an OpenAPI document.
pub(super) fn is_openapi(text: &str) -> bool {
    if is_json(text) {
        return text.contains("\"openapi\"") || text.contains("\"swagger\"");
    }
    let keys = ["openapi:", "swagger:", "\"openapi\":", "\"swagger\":", "'openapi':", "'swagger':"];
    text.lines().any(|line| keys.iter().any(|key| line.starts_with(key)))
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// The text between two fences.
struct FencedBlock {
    range: Range<usize>,
    is_closed: bool,
    may_be_document: bool,
}

/// Returns the fenced blocks. A fence is at the beginning of a line; indented fences are content.
fn blocks(text: &str) -> impl Iterator<Item = FencedBlock> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (fence, language) = loop {
            let line = line_at(text, at)?;
            at += line.len();
            if let Some(opened) = opening(line) {
                break opened;
            }
        };
        let may_be_document = LANGUAGES.iter().any(|known| known.eq_ignore_ascii_case(language));
        let start = at;
        loop {
            let Some(line) = line_at(text, at) else {
                return Some(FencedBlock { range: start..at, is_closed: false, may_be_document });
            };
            let range = start..at;
            at += line.len();
            if closes(line, fence) {
                return Some(FencedBlock { range, is_closed: true, may_be_document });
            }
        }
    })
}

fn line_at(text: &str, at: usize) -> Option<&str> {
    text.get(at..)?.split_inclusive('\n').next()
}

/// The languages of blocks with documents. Mintlify writes method and path after the language.
const LANGUAGES: &[&str] = &["", "yaml", "yml", "json", "jsonc", "json5", "openapi", "swagger"];

/// Returns the fence and the language, if the line opens a block.
fn opening(line: &str) -> Option<(&str, &str)> {
    let sign = line.chars().next().filter(|sign| ['`', '~'].contains(sign))?;
    let info = line.trim_start_matches(sign);
    let fence = line.get(..line.len() - info.len()).filter(|fence| fence.len() >= 3)?;
    let language = info.split_whitespace().next().unwrap_or_default().trim_matches(['{', '}', '.']);
    (sign != '`' || !info.contains('`')).then_some((fence, language))
}

/// Returns whether the line closes a block: the same sign, at least as often.
fn closes(line: &str, fence: &str) -> bool {
    let line = line.trim_end();
    let sign = fence.chars().next();
    line.starts_with(fence) && line.chars().all(|c| Some(c) == sign)
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
    fn fences_of_other_hosts_are_read() {
        let yaml = "openapi: 3.0.1\npaths: {}\n";
        for (opening, content, closing) in [
            ("````yaml POST /boats", yaml, "````"),
            ("```yaml openapi.json POST /boats", yaml, "```"),
            ("~~~yaml", yaml, "~~~~"),
            ("```YAML", yaml, "```"),
            ("``` yml", yaml, "```"),
            ("```", yaml, "```"),
            ("```json", "{\"openapi\": \"3.0.1\", \"paths\": {}}\n", "```"),
            ("```openapi", yaml, "```"),
        ] {
            let text = format!("# A boat\n\n```bash\nls\n```\n\n{opening}\n{content}{closing}\n");
            assert!(recognises(&text), "{opening}");
            assert_eq!(read(&text).unwrap().len(), 1, "{opening}");
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
