//! One YAML 1.2 document to the document tree.
//!
//! The syntax is the library's (`saphyr-parser`, read event by event so that no document can reach
//! the end of the stack); [`scalar`] says which plain words are numbers, booleans and null. Aliases
//! are replaced by what they stand for, with the places of the original. What JSON cannot say is
//! refused: several documents, names that are lists or objects, merge keys, tags of applications.

mod scalar;

use std::{borrow::Cow, collections::BTreeMap, iter, ops::Range, sync::Arc};

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};

use super::{DEEPEST, Member, Node, ParseError, Value, part::Part};
use crate::origin::Place;

/// How many values anchors may be copied to. Real documents repeat a few hundred; the bound stops
/// a short document from growing without end ("billion laughs").
const MOST_COPIES: usize = 300_000;

/// The one YAML document of `text`, whose first byte is byte `base` of the file.
pub fn parse(file: &Arc<str>, text: &str, base: usize) -> Result<Node, ParseError> {
    parse_part(Part::new(file, text, base))
}

/// The one YAML document that the bytes `span` of a file hold; messages name lines of the file.
pub fn parse_within(file: &Arc<str>, whole: &str, span: Range<usize>) -> Result<Node, ParseError> {
    parse_part(Part::within(file, whole, span))
}

fn parse_part(part: Part<'_>) -> Result<Node, ParseError> {
    let mut builder = Builder::new(part);
    let mut parser = Parser::new_from_str(part.text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| builder.not_yaml(&error))?;
        builder.take(event, span)?;
    }
    builder.root.ok_or_else(|| {
        part.error("the document is empty", 0..part.text.len()).help("a specification is an object with members")
    })
}

/// A finished value and what it weighs.
#[derive(Clone)]
struct Built {
    node: Node,
    /// How many values it is made of.
    size: usize,
    /// How many lists and objects lie inside each other in it.
    height: usize,
}

/// A list or object whose end has not been seen yet.
struct Open {
    contents: Contents,
    range: Range<usize>,
    anchor: usize,
    size: usize,
    height: usize,
}

enum Contents {
    List(Vec<Node>),
    Object { members: Vec<Member>, seen: BTreeMap<String, Place>, key: Option<(String, Place)> },
}

struct Builder<'a> {
    part: Part<'a>,
    /// The byte at which each character begins: the library counts characters.
    bytes: Vec<usize>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Built>,
    copies: usize,
    root: Option<Node>,
}

impl<'a> Builder<'a> {
    fn new(part: Part<'a>) -> Self {
        let bytes = part.text.char_indices().map(|(at, _)| at).chain(iter::once(part.text.len())).collect();
        Self { part, bytes, open: Vec::new(), anchors: BTreeMap::new(), copies: 0, root: None }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), ParseError> {
        let range = self.range(span);
        match event {
            Event::DocumentStart(_) if self.root.is_some() => Err(self
                .part
                .error("a second document begins here", range)
                .help("put each document into a file of its own")),
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), range),
            Event::SequenceStart(anchor, tag) => self.start(Contents::List(Vec::new()), anchor, tag.as_ref(), range),
            Event::MappingStart(anchor, tag) => {
                let object = Contents::Object { members: Vec::new(), seen: BTreeMap::new(), key: None };
                self.start(object, anchor, tag.as_ref(), range)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range),
            Event::Alias(anchor) => self.alias(anchor, range),
            _ => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        range: Range<usize>,
    ) -> Result<(), ParseError> {
        let written = self.part.text.get(range.clone()).unwrap_or_default().trim_end().len();
        let range = range.start..range.start + written;
        let resolved = scalar::resolve(text, style, tag);
        if self.awaits_name() {
            return self.name(text, style, resolved.as_ref().ok(), range);
        }
        let value = resolved.map_err(|fault| self.part.error(fault.message, range.clone()).help(fault.help))?;
        let node = Node::new(value, self.part.place(range.clone()));
        self.finish(Built { node, size: 1, height: 0 }, anchor, range)
    }

    /// Whether the next value is the name of a member.
    fn awaits_name(&self) -> bool {
        matches!(self.open.last(), Some(Open { contents: Contents::Object { key: None, .. }, .. }))
    }

    /// A name. Plain numbers and booleans count as their text, as in `200:` below `responses`.
    fn name(
        &mut self,
        text: &str,
        style: ScalarStyle,
        value: Option<&Value>,
        range: Range<usize>,
    ) -> Result<(), ParseError> {
        if matches!(value, None | Some(Value::Null)) {
            return Err(self.no_name(range));
        }
        if text == "<<" && style == ScalarStyle::Plain {
            let fault = self.part.error("YAML 1.2 has no merge keys", range);
            return Err(fault.help("write the members out; if this is a name, put it in quotes"));
        }
        let place = self.part.place(range.clone());
        if let Some(Open { contents: Contents::Object { seen, key, .. }, .. }) = self.open.last_mut() {
            if let Some(first) = seen.insert(text.to_owned(), place.clone()) {
                return Err(self.part.duplicate(text, &first, range));
            }
            *key = Some((text.to_owned(), place));
        }
        Ok(())
    }

    fn no_name(&self, range: Range<usize>) -> ParseError {
        self.part.error("the name of a member is a text", range).help("write the name itself, in quotes if need be")
    }

    fn start(
        &mut self,
        contents: Contents,
        anchor: usize,
        tag: Option<&Cow<'_, Tag>>,
        range: Range<usize>,
    ) -> Result<(), ParseError> {
        if self.awaits_name() {
            return Err(self.no_name(range));
        }
        if self.open.len() >= DEEPEST {
            return Err(self.part.too_deep(range));
        }
        let known = |tag: &Tag| tag.is_yaml_core_schema() && matches!(tag.suffix.as_str(), "map" | "seq");
        if tag.is_some_and(|tag| !known(tag)) {
            let fault = scalar::unknown_tag();
            return Err(self.part.error(fault.message, range).help(fault.help));
        }
        self.open.push(Open { contents, range, anchor, size: 1, height: 0 });
        Ok(())
    }

    fn end(&mut self, range: Range<usize>) -> Result<(), ParseError> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let in_brackets = self.part.text.get(range.clone()).is_some_and(|end| matches!(end, "]" | "}"));
        let end = if in_brackets { range.end } else { open.range.end };
        let value = match open.contents {
            Contents::List(items) => Value::Array(items),
            Contents::Object { members, .. } => Value::Object(members),
        };
        let range = open.range.start..end;
        let node = Node::new(value, self.part.place(range.clone()));
        self.finish(Built { node, size: open.size, height: open.height + 1 }, open.anchor, range)
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), ParseError> {
        if self.awaits_name() {
            return Err(self.no_name(range));
        }
        let Some(built) = self.anchors.get(&anchor).cloned() else {
            let fault = self.part.error("this alias stands inside of what it stands for", range);
            return Err(fault.help("a document without end cannot be read: write the value out"));
        };
        if self.open.len() + built.height > DEEPEST {
            return Err(self.part.too_deep(range));
        }
        self.copy(built.size, &range)?;
        self.finish(built, 0, range)
    }

    fn copy(&mut self, size: usize, range: &Range<usize>) -> Result<(), ParseError> {
        self.copies += size;
        if self.copies <= MOST_COPIES {
            return Ok(());
        }
        let message = format!("anchors are copied to more than {MOST_COPIES} values");
        Err(self.part.error(message, range.clone()).help("write the document without anchors, or divide it"))
    }

    /// A value is complete: it is remembered under its anchor and goes where it belongs.
    fn finish(&mut self, built: Built, anchor: usize, range: Range<usize>) -> Result<(), ParseError> {
        if anchor != 0 {
            self.copy(built.size, &range)?;
            self.anchors.insert(anchor, built.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(built.node);
            return Ok(());
        };
        open.range.end = open.range.end.max(range.end);
        open.size += built.size;
        open.height = open.height.max(built.height);
        match &mut open.contents {
            Contents::List(items) => items.push(built.node),
            Contents::Object { members, key, .. } => {
                members.extend(key.take().map(|(key, key_place)| Member { key, key_place, value: built.node }));
            }
        }
        Ok(())
    }

    fn range(&self, span: Span) -> Range<usize> {
        let byte = |characters: usize| self.bytes.get(characters).copied().unwrap_or(self.part.text.len());
        let start = byte(span.start.index());
        start..byte(span.end.index()).max(start)
    }

    fn not_yaml(&self, error: &ScanError) -> ParseError {
        let here = self.range(Span::empty(*error.marker()));
        self.part
            .error(format!("this is not YAML: {}", error.info()), here)
            .help("check the indentation, and put texts that hold `: ` or ` #` or begin with a sign into quotes")
    }
}

#[cfg(test)]
mod tests;
