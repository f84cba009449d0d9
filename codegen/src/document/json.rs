//! Strict JSON (RFC 8259) to the document tree: each value with its place, numbers as written.
//!
//! The scanner is our own. It is small, and what is needed here no library gives: the bytes of every
//! name and value, numbers that are never rounded, unique names, a bounded depth, and faults that say
//! what was expected and where a cut-off document was left open. This file is the grammar, [`token`]
//! reads strings, numbers and words, [`fault`] says what is wrong.

mod fault;
mod token;

use std::{collections::BTreeMap, ops::Range, sync::Arc};

pub use super::ParseError;
use super::{DEEPEST, Member, Node, Value, part::Part};
use crate::origin::Place;

/// The one JSON value of `text`, whose first byte is byte `base` of the file.
pub fn parse(file: &Arc<str>, text: &str, base: usize) -> Result<Node, ParseError> {
    Scanner::new(Part::new(file, text, base)).document()
}

/// The one JSON value that the bytes `span` of a file hold; messages name lines of the file.
pub fn parse_within(file: &Arc<str>, whole: &str, span: Range<usize>) -> Result<Node, ParseError> {
    Scanner::new(Part::within(file, whole, span)).document()
}

/// A text that is read from its beginning to its end.
struct Scanner<'a> {
    part: Part<'a>,
    at: usize,
    /// Where each list or object was opened that is not closed yet.
    open: Vec<usize>,
}

impl<'a> Scanner<'a> {
    fn new(part: Part<'a>) -> Self {
        Self { part, at: 0, open: Vec::new() }
    }

    fn document(mut self) -> Result<Node, ParseError> {
        self.skip_blanks();
        if self.peek().is_none() {
            let nothing = self.part.error("the document is empty", 0..self.part.text.len());
            return Err(nothing.help("a JSON document holds one value"));
        }
        let value = self.value()?;
        self.skip_blanks();
        if self.peek().is_some() { Err(self.unexpected("the end of the document")) } else { Ok(value) }
    }

    fn value(&mut self) -> Result<Node, ParseError> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Value::String(self.string()?),
            _ => self.word()?,
        };
        Ok(Node::new(value, self.part.place(start..self.at)))
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, ParseError>) -> Result<Value, ParseError> {
        if self.open.len() >= DEEPEST {
            return Err(self.part.too_deep(self.at..self.at + 1));
        }
        self.open.push(self.at);
        self.at += 1;
        let value = read(self)?;
        self.open.pop();
        Ok(value)
    }

    fn list(&mut self) -> Result<Value, ParseError> {
        let mut items = Vec::new();
        if self.closes(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            self.skip_blanks();
            items.push(self.value()?);
            if !self.continues(b']')? {
                return Ok(Value::Array(items));
            }
        }
    }

    fn object(&mut self) -> Result<Value, ParseError> {
        let mut members = Vec::new();
        let mut seen: BTreeMap<String, Place> = BTreeMap::new();
        if self.closes(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            let (key, key_place) = self.name(&mut seen)?;
            self.colon()?;
            members.push(Member { key, key_place, value: self.value()? });
            if !self.continues(b'}')? {
                return Ok(Value::Object(members));
            }
        }
    }

    fn name(&mut self, seen: &mut BTreeMap<String, Place>) -> Result<(String, Place), ParseError> {
        self.skip_blanks();
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.no_name());
        }
        let key = self.string()?;
        let place = self.part.place(start..self.at);
        match seen.insert(key.clone(), place.clone()) {
            Some(first) => Err(self.part.duplicate(&key, &first, start..self.at)),
            None => Ok((key, place)),
        }
    }

    fn colon(&mut self) -> Result<(), ParseError> {
        self.skip_blanks();
        if !self.eat(b':') {
            return Err(self.unexpected("`:` and the value of the member"));
        }
        self.skip_blanks();
        Ok(())
    }

    /// Whether a list or object closes at once.
    fn closes(&mut self, closer: u8) -> bool {
        self.skip_blanks();
        self.eat(closer)
    }

    /// Whether a comma and thus another value follows, or else the closing bracket.
    fn continues(&mut self, closer: u8) -> Result<bool, ParseError> {
        let end = self.at;
        self.skip_blanks();
        let comma = self.at;
        if self.eat(closer) {
            return Ok(false);
        }
        if !self.eat(b',') {
            return Err(self.no_comma(end, closer));
        }
        self.skip_blanks();
        if self.peek() == Some(closer) {
            return Err(self.part.error("nothing follows this comma", comma..comma + 1).help("remove the comma"));
        }
        Ok(true)
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.part.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let eaten = self.peek() == Some(byte);
        self.at += usize::from(eaten);
        eaten
    }

    /// What has not been read yet.
    fn rest(&self) -> &'a str {
        self.part.text.get(self.at..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
