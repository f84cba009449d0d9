//! The block of fields that a page contains twice: method, path, type, status, module and folder.
//!
//! One format has a line for each field, without a separator (`MethodPOST`); the other is a Markdown table, with the fields
//! in rows or in columns. The block ends at the next heading.

use std::ops::Range;

use super::{PageLine, PageParser, is_heading, unexpected_line};
use crate::document::{Entry, ParseError, Value};

/// The labels, and the property of `api` for each.
const FIELDS: &[(&str, &str)] = &[
    ("Method", "method"),
    ("Path", "path"),
    ("Type", "type"),
    ("Status", "status"),
    ("Module", "moduleId"),
    ("Folder", "folderId"),
];

const METHODS: &[&str] = &["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT"];

/// Status numbers of pages, and the names that an export has for them.
const STATUSES: &[(&str, &str)] = &[("1", "released"), ("-1", "testing"), ("-2", "developing")];

/// The fields of a page, in order.
pub(super) struct PageBlock<'a> {
    fields: Vec<PageField<'a>>,
    in_table: bool,
    end: usize,
}

struct PageField<'a> {
    key: &'static str,
    label: Range<usize>,
    value: PageLine<'a>,
}

/// Returns whether a line is the method field of a block.
pub(super) fn names_method(line: PageLine<'_>) -> bool {
    let is_method = |value: &str| METHODS.iter().any(|method| value.eq_ignore_ascii_case(method));
    match cells(line) {
        Some(cells) => cells.iter().any(|cell| cell.text == "Method"),
        None => line.text.strip_prefix("Method").is_some_and(is_method),
    }
}

/// Returns whether a block begins at a line.
pub(super) fn begins(line: PageLine<'_>) -> bool {
    names_method(line) || cells(line).is_some_and(|cells| is_decoration(&cells))
}

impl<'a> PageBlock<'a> {
    /// Reads the fields up to the next heading.
    pub fn read(page: &mut PageParser<'a>) -> Result<Self, ParseError> {
        let mut block = Self { fields: Vec::new(), in_table: false, end: page.at };
        let mut header: Option<Vec<PageLine<'a>>> = None;
        while let Some(line) = page.peek().filter(|line| !is_heading(*line)) {
            page.line();
            block.end = line.range().end;
            let Some(cells) = cells(line) else {
                block.add(line, glued(line))?;
                continue;
            };
            block.in_table = true;
            if !is_decoration(&cells) {
                block.read_row(line, cells, &mut header)?;
            }
        }
        Ok(block)
    }

    /// Adds a field; an error if the line has none, or the block has it already.
    fn add(&mut self, line: PageLine<'a>, field: Option<PageField<'a>>) -> Result<(), ParseError> {
        let field = field.ok_or_else(|| unexpected_line(line))?;
        if self.fields.iter().any(|seen| seen.key == field.key) {
            return Err(unexpected_line(line));
        }
        self.fields.push(field);
        Ok(())
    }

    /// Reads a row of a table: `| Method | POST |`, or the values under a row of labels.
    fn read_row(
        &mut self,
        line: PageLine<'a>,
        cells: Vec<PageLine<'a>>,
        header: &mut Option<Vec<PageLine<'a>>>,
    ) -> Result<(), ParseError> {
        if cells.iter().all(|cell| label(*cell).is_some()) {
            *header = Some(cells);
        } else if let Some(labels) = header.take().filter(|labels| labels.len() == cells.len()) {
            labels.into_iter().zip(cells).try_for_each(|(label, value)| self.add(line, field(label, value)))?;
        } else if let [label, value] = cells.as_slice() {
            self.add(line, field(*label, *value))?;
        } else {
            return Err(unexpected_line(line));
        }
        Ok(())
    }

    /// Returns the name of the format.
    pub fn rendering(&self) -> &'static str {
        if self.in_table { "table" } else { "lines" }
    }

    /// Returns the fields in the format of an export.
    pub fn entries(&self, page: &PageParser<'a>) -> Result<Vec<Entry>, ParseError> {
        let fields = self.fields.iter().map(|field| {
            let value = match field.key {
                "method" => Value::String(field.value.text.to_ascii_lowercase()),
                "status" => status(field.value.text),
                "moduleId" | "folderId" => number_or_text(field.value.text),
                _ => Value::String(field.value.text.to_owned()),
            };
            page.entry(field.key, field.label.clone(), page.node(value, field.value.range()))
        });
        let entries: Vec<Entry> = fields.collect();
        for (label, key) in FIELDS.iter().take(2) {
            if !entries.iter().any(|entry| entry.key == *key) {
                let message = format!("the page has no field {label}");
                return Err(ParseError::new(message, self.end..self.end).help("the page is truncated or was edited"));
            }
        }
        Ok(entries)
    }

    /// Returns the fields whose format differs in an export, in the format of the page.
    pub fn raw_entries(&self, page: &PageParser<'a>) -> Vec<Entry> {
        let raw = self.fields.iter().filter(|field| matches!(field.key, "method" | "status"));
        raw.map(|field| {
            let value = page.node(number_or_text(field.value.text), field.value.range());
            page.entry(field.key, field.label.clone(), value)
        })
        .collect()
    }
}

/// Reads a label and its value without a separator.
fn glued(line: PageLine<'_>) -> Option<PageField<'_>> {
    let (label, key) = FIELDS.iter().find(|(label, _)| line.text.starts_with(label))?;
    let value = line.after(label.len());
    Some(PageField { key, label: line.start..line.start + label.len(), value })
}

fn field<'a>(label_cell: PageLine<'a>, value: PageLine<'a>) -> Option<PageField<'a>> {
    Some(PageField { key: label(label_cell)?, label: label_cell.range(), value })
}

/// Returns the property for a cell with a label.
fn label(cell: PageLine<'_>) -> Option<&'static str> {
    FIELDS.iter().find(|(label, _)| *label == cell.text).map(|(_, key)| *key)
}

/// Returns the cells of a row of a Markdown table, with or without outer bars.
fn cells(line: PageLine<'_>) -> Option<Vec<PageLine<'_>>> {
    let is_rule = line.text.contains('|') && line.text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    let after_label = glued(line).is_some_and(|field| field.value.text.starts_with('|'));
    if !(line.text.starts_with('|') || is_rule || after_label) {
        return None;
    }
    let inner = if line.text.starts_with('|') { line.after(1) } else { line };
    let row = inner.text.strip_suffix('|').unwrap_or(inner.text);
    let mut start = inner.start;
    let cells = row.split('|').map(|cell| {
        let cell_start = start;
        start += cell.len() + 1;
        PageLine { text: cell, start: cell_start }.after(0)
    });
    Some(cells.collect())
}

/// Returns whether a row has no content: the delimiter row, or an empty header.
fn is_decoration(cells: &[PageLine<'_>]) -> bool {
    cells.iter().all(|cell| cell.text.chars().all(|c| matches!(c, '-' | ':' | ' ')))
}

fn status(text: &str) -> Value {
    let word = STATUSES.iter().find(|(number, _)| *number == text).map(|(_, word)| (*word).to_owned());
    word.map_or_else(|| number_or_text(text), Value::String)
}

fn number_or_text(text: &str) -> Value {
    text.parse().map_or_else(|_| Value::String(text.to_owned()), Value::Number)
}
