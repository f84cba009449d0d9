//! Strict JSON (RFC 8259) parser that keeps spans and the spelling of numbers.
//!
//! No library provides what is needed here: the span of every key and value, numbers that are never rounded, unique keys,
//! a bounded depth, and errors that say what was expected and where a truncated document was left open. This file is the
//! grammar; [`scanner`] reads characters, [`token`] reads strings, numbers and keywords, [`error`] creates errors.

mod error;
mod scanner;
mod token;

use std::{collections::BTreeMap, ops::Range, sync::Arc};

pub use super::fragment::ParseError;
use super::{
    fragment::Fragment,
    node::{Entry, MAX_DEPTH, Node, Value},
};
use crate::origin::Span;
use scanner::Scanner;

/// Parses `text`, whose first byte is byte `base` of the file.
pub fn parse(file: &Arc<str>, text: &str, base: usize) -> Result<Node, ParseError> {
    Scanner::new(Fragment::new(file, text, base)).document()
}

/// Parses a byte range of a file. Line numbers in messages refer to the file.
pub fn parse_within(file: &Arc<str>, whole: &str, range: Range<usize>) -> Result<Node, ParseError> {
    Scanner::new(Fragment::within(file, whole, range)).document()
}

impl Scanner<'_> {
    fn document(mut self) -> Result<Node, ParseError> {
        self.skip_whitespace();
        if self.peek().is_none() {
            let empty = self.fragment.error("the document is empty", 0..self.fragment.text.len());
            return Err(empty.help("a JSON document contains one value"));
        }
        let value = self.value()?;
        self.skip_whitespace();
        if self.peek().is_some() { Err(self.unexpected("the end of the document")) } else { Ok(value) }
    }

    fn value(&mut self) -> Result<Node, ParseError> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => Value::String(self.string()?),
            _ => self.number_or_keyword()?,
        };
        Ok(Node::new(value, self.fragment.span(start..self.at)))
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, ParseError>) -> Result<Value, ParseError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.fragment.too_deep(self.at..self.at + 1));
        }
        self.open.push(self.at);
        self.at += 1;
        let value = read(self)?;
        self.open.pop();
        Ok(value)
    }

    fn array(&mut self) -> Result<Value, ParseError> {
        let mut items = Vec::new();
        if self.closes(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            self.skip_whitespace();
            items.push(self.value()?);
            if !self.continues(b']')? {
                return Ok(Value::Array(items));
            }
        }
    }

    fn object(&mut self) -> Result<Value, ParseError> {
        let mut entries = Vec::new();
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        if self.closes(b'}') {
            return Ok(Value::Object(entries));
        }
        loop {
            let (key, key_span) = self.key(&mut seen)?;
            self.colon()?;
            entries.push(Entry { key, key_span, value: self.value()? });
            if !self.continues(b'}')? {
                return Ok(Value::Object(entries));
            }
        }
    }

    fn key(&mut self, seen: &mut BTreeMap<String, Span>) -> Result<(String, Span), ParseError> {
        self.skip_whitespace();
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.expected_key());
        }
        let key = self.string()?;
        let span = self.fragment.span(start..self.at);
        match seen.insert(key.clone(), span.clone()) {
            Some(first) => Err(self.fragment.duplicate(&key, &first, start..self.at)),
            None => Ok((key, span)),
        }
    }

    fn colon(&mut self) -> Result<(), ParseError> {
        self.skip_whitespace();
        if !self.eat(b':') {
            return Err(self.unexpected("`:` and the value of the property"));
        }
        self.skip_whitespace();
        Ok(())
    }

    /// Returns whether an array or object is empty.
    fn closes(&mut self, closer: u8) -> bool {
        self.skip_whitespace();
        self.eat(closer)
    }

    /// Consumes a comma (`true`: another value follows) or the closing bracket (`false`).
    fn continues(&mut self, closer: u8) -> Result<bool, ParseError> {
        let end = self.at;
        self.skip_whitespace();
        let comma = self.at;
        if self.eat(closer) {
            return Ok(false);
        }
        if !self.eat(b',') {
            return Err(self.expected_comma(end, closer));
        }
        self.skip_whitespace();
        if self.peek() == Some(closer) {
            return Err(self.fragment.error("trailing comma", comma..comma + 1).help("remove the comma"));
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
