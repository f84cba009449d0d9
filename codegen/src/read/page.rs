//! An Apifox documentation page as text to the document tree of an endpoint object.
//!
//! Such a page prints the parts of one endpoint under Chinese headings: a block of fields, the
//! description, and four JSON values. The tree is the same wrapper that a project export holds for
//! an endpoint (`{name, api}`), so that one reader (`apifox`) serves both, plus a member `page` with
//! what an export has no place for; together they lose nothing of the page. Here nothing is
//! interpreted: examples stay text, ids stay numbers, an absent section stays absent.
//! [`block`] reads the fields, [`line`] cuts the text; headings and sections are read here.

mod block;
mod line;

use std::{ops::Range, sync::Arc};

use block::Block;
use line::{Line, extent};

use crate::{
    document::{Entry, Node, ParseError, Value, json},
    literal::NumberLiteral,
    origin::Span,
};

const DESCRIPTION: &str = "说明";
const OVERVIEW: &str = "概览";

/// The sections that hold JSON, and the member of `api` that each becomes.
const SECTIONS: &[(&str, &str)] =
    &[("参数", "parameters"), ("请求体", "requestBody"), ("响应", "responses"), ("响应示例", "responseExamples")];

/// The sections whose JSON is a list; the others hold an object.
const LISTS: &[&str] = &["响应", "响应示例"];

/// The one section that no endpoint lacks: without it the page was cut off.
const LAST_CERTAIN: &str = "响应";

/// Whether a text looks like such a page: a block of fields stands near its top.
pub fn recognises(text: &str) -> bool {
    let mut page = Page { file: &Arc::from(""), text, at: 0 };
    std::iter::from_fn(|| page.line()).take(12).any(|line| block::names_method(line))
}

/// The document tree of a page.
pub fn parse(file: &Arc<str>, text: &str) -> Result<Node, ParseError> {
    let mut page = Page { file, text, at: 0 };
    let name = page.expect("the name of the endpoint")?.without_marks();
    page.expect("the method and the path")?;
    let block = Block::read(&mut page)?;
    let mut sections = vec![];
    let mut api = block.members(&page)?;
    api.extend(page.description(&mut sections)?);
    page.overview(&mut sections)?;
    api.extend(page.json_sections(&mut sections)?);
    if !sections.iter().any(|heading| heading.text == LAST_CERTAIN) {
        return Err(page.ends_before(LAST_CERTAIN));
    }
    let all = 0..text.len();
    let own = page.own_members(&block, &sections, &api);
    let members = vec![
        page.member("name", name.range(), page.string(name)),
        page.member("api", all.clone(), page.node(Value::Object(api), all.clone())),
        page.member("page", all.clone(), page.node(Value::Object(own), all.clone())),
    ];
    Ok(page.node(Value::Object(members), all))
}

/// A page that is read from its beginning to its end.
struct Page<'a> {
    file: &'a Arc<str>,
    text: &'a str,
    at: usize,
}

impl<'a> Page<'a> {
    /// The next line that is neither blank nor a Markdown fence, without the blanks around it.
    fn line(&mut self) -> Option<Line<'a>> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let whole = rest.split_inclusive('\n').next()?;
            let line = Line { text: whole, start: self.at }.after(0);
            self.at += whole.len();
            if !line.text.is_empty() && !line.text.starts_with("```") {
                return Some(line);
            }
        }
    }

    fn peek(&mut self) -> Option<Line<'a>> {
        let before = self.at;
        let line = self.line();
        self.at = before;
        line
    }

    fn expect(&mut self, what: &str) -> Result<Line<'a>, ParseError> {
        self.line().ok_or_else(|| self.ends_before(what))
    }

    fn ends_before(&self, what: &str) -> ParseError {
        let end = self.text.trim_end().len();
        ParseError::new(format!("the page ends before {what}"), end..end)
            .help("the page was cut off: receive it again whole")
    }

    /// The text under 说明, which may hold anything but the next heading with its block.
    fn description(&mut self, sections: &mut Vec<Line<'a>>) -> Result<Option<Entry>, ParseError> {
        let Some(heading) = self.peek().map(|line| line.without_marks()).filter(|line| line.text == DESCRIPTION) else {
            return Ok(None);
        };
        self.line();
        sections.push(heading);
        let start = self.at;
        while let Some(line) = self.peek() {
            if line.without_marks().text == OVERVIEW && self.block_follows() {
                let text = Line { text: self.text.get(start..line.start).unwrap_or_default(), start }.after(0);
                return Ok(Some(self.member("description", heading.range(), self.string(text))));
            }
            self.line();
        }
        Err(self.ends_before(OVERVIEW))
    }

    /// Whether the line after the next one begins a block of fields.
    fn block_follows(&mut self) -> bool {
        let before = self.at;
        self.line();
        let follows = self.peek().is_some_and(block::begins);
        self.at = before;
        follows
    }

    /// 概览, which prints the block of fields once more.
    fn overview(&mut self, sections: &mut Vec<Line<'a>>) -> Result<(), ParseError> {
        let heading = self.expect(OVERVIEW)?.without_marks();
        if heading.text != OVERVIEW {
            return Err(ParseError::new(format!("expected the heading {OVERVIEW} here"), heading.range()));
        }
        sections.push(heading);
        Block::read(self).map(drop)
    }

    fn json_sections(&mut self, sections: &mut Vec<Line<'a>>) -> Result<Vec<Entry>, ParseError> {
        let mut members = Vec::new();
        while let Some(heading) = self.line().map(|line| line.without_marks()) {
            let Some((_, key)) = SECTIONS.iter().find(|(title, _)| *title == heading.text) else {
                return Err(foreign(heading));
            };
            if sections.iter().any(|seen| seen.text == heading.text) {
                let message = format!("the page has a second section {}", heading.text);
                return Err(ParseError::new(message, heading.range()).help("put each endpoint into a file of its own"));
            }
            sections.push(heading);
            let value = self.json(heading)?;
            members.push(self.member(key, heading.range(), value));
        }
        Ok(members)
    }

    /// The JSON value under a heading; it ends with its own bracket.
    fn json(&mut self, heading: Line<'a>) -> Result<Node, ParseError> {
        let title = heading.text;
        let what = format!("the JSON of section {title}");
        let first = self.peek().ok_or_else(|| self.ends_before(&what))?;
        if !first.text.starts_with(['{', '[']) {
            return Err(ParseError::new(format!("expected {what} here"), first.range()));
        }
        let closed = extent(self.text, first.start);
        let end = closed.unwrap_or(self.text.len());
        let node = json::parse_within(self.file, self.text, first.start..end).map_err(|mut error| {
            error.message = format!("section {title}: {}", error.message);
            error
        })?;
        let is_list = matches!(node.value, Value::Array(_));
        if is_list != LISTS.contains(&title) {
            let message = format!("section {title} cannot be {}", node.kind());
            return Err(ParseError::new(message, node.span.range));
        }
        self.at = end;
        Ok(node)
    }

    /// What an export has no place for, but the page cannot be printed without.
    fn own_members(&self, block: &Block<'a>, sections: &[Line<'a>], api: &[Entry]) -> Vec<Entry> {
        let all = 0..self.text.len();
        let headings: Vec<Node> = sections.iter().map(|heading| self.string(*heading)).collect();
        let mut members = block.raw_members(self);
        let facts = [
            ("sections", Value::Array(headings)),
            ("rendering", Value::String(block.rendering().to_owned())),
            ("indent", Value::Number(NumberLiteral::from(self.indent(api)))),
            ("finalNewline", Value::Bool(self.text.ends_with('\n'))),
        ];
        members.extend(facts.map(|(key, value)| self.member(key, all.clone(), self.node(value, all.clone()))));
        members
    }

    /// How many blanks the page's JSON is indented by; 0 where it stands on one line.
    fn indent(&self, api: &[Entry]) -> u64 {
        let indents = api.iter().filter_map(|member| {
            let text = self.text.get(member.value.span.range.clone())?.strip_prefix(['{', '['])?;
            let (_, second) = text.split_once('\n')?;
            u64::try_from(second.len() - second.trim_start_matches(' ').len()).ok()
        });
        indents.max().unwrap_or(0)
    }

    fn member(&self, key: &str, key_range: Range<usize>, value: Node) -> Entry {
        Entry { key: key.to_owned(), key_span: Span::new(self.file, key_range), value }
    }

    fn string(&self, line: Line<'a>) -> Node {
        self.node(Value::String(line.text.to_owned()), line.range())
    }

    fn node(&self, value: Value, range: Range<usize>) -> Node {
        Node::new(value, Span::new(self.file, range))
    }
}

/// A line of the page that is no heading, and belongs to nothing before it.
fn foreign(line: Line<'_>) -> ParseError {
    let titles: Vec<&str> = SECTIONS.iter().map(|(title, _)| *title).collect();
    ParseError::new("this line belongs to no section of the page", line.range())
        .help(format!("the sections are {}; remove what does not belong to them", titles.join(", ")))
}

/// Whether a line is a heading of the page.
fn is_heading(line: Line<'_>) -> bool {
    let title = line.without_marks().text;
    [DESCRIPTION, OVERVIEW].contains(&title) || SECTIONS.iter().any(|(known, _)| *known == title)
}

#[cfg(test)]
mod tests;
