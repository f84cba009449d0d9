//! Parser of Apifox documentation pages as text.
//!
//! A page contains the parts of an endpoint under Chinese headings: a block of fields, the description, and four JSON
//! values. The result is the tree of an endpoint object in a project export (`{name, api}`), which the `apifox` reader
//! reads, plus a property `page` with the parts that an export does not have, so that nothing is lost. Values are not
//! interpreted: examples stay strings, ids stay numbers, a missing section stays missing.

mod block;
mod line;

use std::{ops::Range, sync::Arc};

use block::PageBlock;
use line::{PageLine, extent};

use crate::{
    document::{Entry, Node, ParseError, Value, json},
    literal::NumberLiteral,
    origin::Span,
};

const DESCRIPTION: &str = "说明";
const OVERVIEW: &str = "概览";

/// The sections that contain JSON, and the property of `api` for each.
const SECTIONS: &[(&str, &str)] =
    &[("参数", "parameters"), ("请求体", "requestBody"), ("响应", "responses"), ("响应示例", "responseExamples")];

/// The sections whose JSON is an array; the others are objects.
const ARRAYS: &[&str] = &["响应", "响应示例"];

/// The section that every endpoint has: without it, the page is truncated.
const REQUIRED_SECTION: &str = "响应";

/// Returns whether a text is a page: a block of fields is near its top.
pub fn recognises(text: &str) -> bool {
    let mut page = PageParser { file: &Arc::from(""), text, at: 0 };
    std::iter::from_fn(|| page.line()).take(12).any(|line| block::names_method(line))
}

/// Parses a page.
pub fn parse(file: &Arc<str>, text: &str) -> Result<Node, ParseError> {
    let mut page = PageParser { file, text, at: 0 };
    let name = page.expect("the name of the endpoint")?.without_markup();
    page.expect("the method and the path")?;
    let block = PageBlock::read(&mut page)?;
    let mut sections = vec![];
    let mut api = block.entries(&page)?;
    api.extend(page.description(&mut sections)?);
    page.overview(&mut sections)?;
    api.extend(page.json_sections(&mut sections)?);
    if !sections.iter().any(|heading| heading.text == REQUIRED_SECTION) {
        return Err(page.ends_before(REQUIRED_SECTION));
    }
    let all = 0..text.len();
    let own = page.page_entries(&block, &sections, &api);
    let entries = vec![
        page.entry("name", name.range(), page.string(name)),
        page.entry("api", all.clone(), page.node(Value::Object(api), all.clone())),
        page.entry("page", all.clone(), page.node(Value::Object(own), all.clone())),
    ];
    Ok(page.node(Value::Object(entries), all))
}

/// A page, read from its beginning to its end.
struct PageParser<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    at: usize,
}

impl<'a> PageParser<'a> {
    /// Returns the next line that is neither empty nor a Markdown fence, trimmed.
    fn line(&mut self) -> Option<PageLine<'a>> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let whole = rest.split_inclusive('\n').next()?;
            let line = PageLine { text: whole, start: self.at }.after(0);
            self.at += whole.len();
            if !line.text.is_empty() && !line.text.starts_with("```") {
                return Some(line);
            }
        }
    }

    fn peek(&mut self) -> Option<PageLine<'a>> {
        let before = self.at;
        let line = self.line();
        self.at = before;
        line
    }

    fn expect(&mut self, what: &str) -> Result<PageLine<'a>, ParseError> {
        self.line().ok_or_else(|| self.ends_before(what))
    }

    fn ends_before(&self, what: &str) -> ParseError {
        let end = self.text.trim_end().len();
        ParseError::new(format!("the page ends before {what}"), end..end).help("the page is truncated: fetch it again")
    }

    /// Reads the text under 说明, up to the next heading with its block.
    fn description(&mut self, sections: &mut Vec<PageLine<'a>>) -> Result<Option<Entry>, ParseError> {
        let Some(heading) = self.peek().map(|line| line.without_markup()).filter(|line| line.text == DESCRIPTION)
        else {
            return Ok(None);
        };
        self.line();
        sections.push(heading);
        let start = self.at;
        while let Some(line) = self.peek() {
            if line.without_markup().text == OVERVIEW && self.block_follows() {
                let text = PageLine { text: self.text.get(start..line.start).unwrap_or_default(), start }.after(0);
                return Ok(Some(self.entry("description", heading.range(), self.string(text))));
            }
            self.line();
        }
        Err(self.ends_before(OVERVIEW))
    }

    /// Returns whether a block of fields begins after the next line.
    fn block_follows(&mut self) -> bool {
        let before = self.at;
        self.line();
        let follows = self.peek().is_some_and(block::begins);
        self.at = before;
        follows
    }

    /// Reads 概览, which repeats the block of fields.
    fn overview(&mut self, sections: &mut Vec<PageLine<'a>>) -> Result<(), ParseError> {
        let heading = self.expect(OVERVIEW)?.without_markup();
        if heading.text != OVERVIEW {
            return Err(ParseError::new(format!("expected the heading {OVERVIEW}"), heading.range()));
        }
        sections.push(heading);
        PageBlock::read(self).map(drop)
    }

    fn json_sections(&mut self, sections: &mut Vec<PageLine<'a>>) -> Result<Vec<Entry>, ParseError> {
        let mut entries = Vec::new();
        while let Some(heading) = self.line().map(|line| line.without_markup()) {
            let Some((_, key)) = SECTIONS.iter().find(|(title, _)| *title == heading.text) else {
                return Err(unexpected_line(heading));
            };
            if sections.iter().any(|seen| seen.text == heading.text) {
                let message = format!("duplicate section {}", heading.text);
                return Err(ParseError::new(message, heading.range()).help("put each endpoint into a file of its own"));
            }
            sections.push(heading);
            let value = self.json(heading)?;
            entries.push(self.entry(key, heading.range(), value));
        }
        Ok(entries)
    }

    /// Reads the JSON value under a heading, up to its closing bracket.
    fn json(&mut self, heading: PageLine<'a>) -> Result<Node, ParseError> {
        let title = heading.text;
        let what = format!("the JSON of section {title}");
        let first = self.peek().ok_or_else(|| self.ends_before(&what))?;
        if !first.text.starts_with(['{', '[']) {
            return Err(ParseError::new(format!("expected {what}"), first.range()));
        }
        let closed = extent(self.text, first.start);
        let end = closed.unwrap_or(self.text.len());
        let node = json::parse_within(self.file, self.text, first.start..end).map_err(|mut error| {
            error.message = format!("section {title}: {}", error.message);
            error
        })?;
        let is_list = matches!(node.value, Value::Array(_));
        if is_list != ARRAYS.contains(&title) {
            let message = format!("section {title} must not be {}", node.kind());
            return Err(ParseError::new(message, node.span.range));
        }
        self.at = end;
        Ok(node)
    }

    /// Returns the parts of the page that an export does not have.
    fn page_entries(&self, block: &PageBlock<'a>, sections: &[PageLine<'a>], api: &[Entry]) -> Vec<Entry> {
        let all = 0..self.text.len();
        let headings: Vec<Node> = sections.iter().map(|heading| self.string(*heading)).collect();
        let mut entries = block.raw_entries(self);
        let facts = [
            ("sections", Value::Array(headings)),
            ("rendering", Value::String(block.rendering().to_owned())),
            ("indent", Value::Number(NumberLiteral::from(self.indent(api)))),
            ("finalNewline", Value::Bool(self.text.ends_with('\n'))),
        ];
        entries.extend(facts.map(|(key, value)| self.entry(key, all.clone(), self.node(value, all.clone()))));
        entries
    }

    /// Returns the indentation of the JSON; 0 if it is on one line.
    fn indent(&self, api: &[Entry]) -> u64 {
        let indents = api.iter().filter_map(|entry| {
            let text = self.text.get(entry.value.span.range.clone())?.strip_prefix(['{', '['])?;
            let (_, second) = text.split_once('\n')?;
            u64::try_from(second.len() - second.trim_start_matches(' ').len()).ok()
        });
        indents.max().unwrap_or(0)
    }

    fn entry(&self, key: &str, key_range: Range<usize>, value: Node) -> Entry {
        Entry { key: key.to_owned(), key_span: Span::new(self.file, key_range), value }
    }

    fn string(&self, line: PageLine<'a>) -> Node {
        self.node(Value::String(line.text.to_owned()), line.range())
    }

    fn node(&self, value: Value, range: Range<usize>) -> Node {
        Node::new(value, Span::new(self.file, range))
    }
}

/// Creates the error about a line that belongs to no section.
fn unexpected_line(line: PageLine<'_>) -> ParseError {
    let titles: Vec<&str> = SECTIONS.iter().map(|(title, _)| *title).collect();
    ParseError::new("the line belongs to no section of the page", line.range())
        .help(format!("the sections are {}; remove other text", titles.join(", ")))
}

/// Returns whether a line is a heading of the page.
fn is_heading(line: PageLine<'_>) -> bool {
    let title = line.without_markup().text;
    [DESCRIPTION, OVERVIEW].contains(&title) || SECTIONS.iter().any(|(known, _)| *known == title)
}

#[cfg(test)]
mod tests;
