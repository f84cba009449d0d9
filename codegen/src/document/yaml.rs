//! YAML 1.2 parser.
//!
//! `saphyr-parser` reads the syntax as a sequence of events, so that deep nesting cannot overflow the stack; [`scalar`]
//! resolves plain scalars to numbers, booleans and null. Aliases are replaced by the value of their anchor, with its spans.
//! Merge keys (`<<`) are merged, as most YAML libraries do. Rejected, because JSON cannot represent them: several documents,
//! keys that are arrays or objects, custom tags.

mod merge;
mod scalar;

use std::{borrow::Cow, collections::BTreeMap, iter, ops::Range, sync::Arc};

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as CharSpan, Tag};

use self::merge::{Key, OpenObject};
use super::{
    fragment::{Fragment, ParseError},
    node::{MAX_DEPTH, Node, Value},
};

/// The maximum number of values that aliases may copy. Real documents copy a few hundred; the limit stops a short document
/// from expanding exponentially ("billion laughs").
const MAX_COPIES: usize = 300_000;

/// Parses `text`, whose first byte is byte `base` of the file.
pub fn parse(file: &Arc<str>, text: &str, base: usize) -> Result<Node, ParseError> {
    parse_fragment(Fragment::new(file, text, base))
}

/// Parses a byte range of a file. Line numbers in messages refer to the file.
pub fn parse_within(file: &Arc<str>, whole: &str, range: Range<usize>) -> Result<Node, ParseError> {
    parse_fragment(Fragment::within(file, whole, range))
}

fn parse_fragment(fragment: Fragment<'_>) -> Result<Node, ParseError> {
    let mut builder = TreeBuilder::new(fragment);
    let mut parser = Parser::new_from_str(fragment.text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| builder.not_yaml(&error))?;
        builder.take(event, span)?;
    }
    builder.root.ok_or_else(|| {
        fragment.error("the document is empty", 0..fragment.text.len()).help("a specification is an object")
    })
}

/// A complete value with its size.
#[derive(Clone)]
struct CompletedNode {
    node: Node,
    /// The number of values, including nested ones.
    size: usize,
    /// The nesting depth.
    height: usize,
}

/// An array or object whose end has not been read yet.
struct OpenContainer {
    container: Container,
    range: Range<usize>,
    anchor: usize,
    size: usize,
    height: usize,
}

enum Container {
    Array(Vec<Node>),
    Object(OpenObject),
}

struct TreeBuilder<'a> {
    fragment: Fragment<'a>,
    /// The byte offset of each character: the library counts characters.
    bytes: Vec<usize>,
    open: Vec<OpenContainer>,
    anchors: BTreeMap<usize, CompletedNode>,
    copies: usize,
    root: Option<Node>,
    /// The beginning of a document after the first.
    second: Option<Range<usize>>,
}

impl<'a> TreeBuilder<'a> {
    fn new(fragment: Fragment<'a>) -> Self {
        let bytes = fragment.text.char_indices().map(|(at, _)| at).chain(iter::once(fragment.text.len())).collect();
        Self { fragment, bytes, open: Vec::new(), anchors: BTreeMap::new(), copies: 0, root: None, second: None }
    }

    fn take(&mut self, event: Event<'_>, span: CharSpan) -> Result<(), ParseError> {
        let range = self.range(span);
        if let Some(second) = self.second.take().filter(|_| !is_nothing(&event)) {
            let error = self.fragment.error("the file contains a second YAML document", second);
            return Err(error.help("put each document into a file of its own"));
        }
        match event {
            Event::DocumentStart(_) => {
                self.second = self.root.is_some().then_some(range);
                Ok(())
            }
            // A separator without a document before or after it.
            _ if self.open.is_empty() && is_nothing(&event) => Ok(()),
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), range),
            Event::SequenceStart(anchor, tag) => self.start(Container::Array(Vec::new()), anchor, tag.as_ref(), range),
            Event::MappingStart(anchor, tag) => {
                self.start(Container::Object(OpenObject::default()), anchor, tag.as_ref(), range)
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
        let written = self.fragment.text.get(range.clone()).unwrap_or_default().trim_end().len();
        let range = range.start..range.start + written;
        if self.expects_key() && merge::is_merge_key(text, style, tag) {
            self.set_key(Key::Merge(range));
            return Ok(());
        }
        let resolved = scalar::resolve(text, style, tag);
        if self.expects_key() {
            return self.key(text, resolved.as_ref().ok(), range);
        }
        let value = resolved.map_err(|error| self.fragment.error(error.message, range.clone()).help(error.help))?;
        let node = Node::new(value, self.fragment.span(range.clone()));
        self.finish(CompletedNode { node, size: 1, height: 0 }, anchor, range)
    }

    /// Returns whether the next scalar is a key.
    fn expects_key(&self) -> bool {
        matches!(self.open.last(), Some(OpenContainer { container: Container::Object(object), .. }) if object.key.is_none())
    }

    fn set_key(&mut self, key: Key) {
        if let Some(OpenContainer { container: Container::Object(object), .. }) = self.open.last_mut() {
            object.key = Some(key);
        }
    }

    /// Takes a key. Plain numbers and booleans are used as strings, as in `200:` under `responses`.
    fn key(&mut self, text: &str, value: Option<&Value>, range: Range<usize>) -> Result<(), ParseError> {
        if matches!(value, None | Some(Value::Null)) {
            return Err(self.invalid_key(range));
        }
        let span = self.fragment.span(range.clone());
        if let Some(OpenContainer { container: Container::Object(object), .. }) = self.open.last_mut() {
            if let Some(first) = object.add_key(text, span) {
                return Err(self.fragment.duplicate(text, &first, range));
            }
        }
        Ok(())
    }

    fn invalid_key(&self, range: Range<usize>) -> ParseError {
        self.fragment.error("a key must be a string", range).help("write the property name, in quotes if necessary")
    }

    fn start(
        &mut self,
        container: Container,
        anchor: usize,
        tag: Option<&Cow<'_, Tag>>,
        range: Range<usize>,
    ) -> Result<(), ParseError> {
        if self.expects_key() {
            return Err(self.invalid_key(range));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(self.fragment.too_deep(range));
        }
        let known = |tag: &Tag| tag.is_yaml_core_schema() && matches!(tag.suffix.as_str(), "map" | "seq");
        if tag.is_some_and(|tag| !known(tag)) {
            let error = scalar::unsupported_tag();
            return Err(self.fragment.error(error.message, range).help(error.help));
        }
        self.open.push(OpenContainer { container, range, anchor, size: 1, height: 0 });
        Ok(())
    }

    fn end(&mut self, range: Range<usize>) -> Result<(), ParseError> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let in_brackets = self.fragment.text.get(range.clone()).is_some_and(|end| matches!(end, "]" | "}"));
        let end = if in_brackets { range.end } else { open.range.end };
        let value = match open.container {
            Container::Array(items) => Value::Array(items),
            Container::Object(object) => Value::Object(object.into_entries()),
        };
        let range = open.range.start..end;
        let node = Node::new(value, self.fragment.span(range.clone()));
        self.finish(CompletedNode { node, size: open.size, height: open.height + 1 }, open.anchor, range)
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), ParseError> {
        if self.expects_key() {
            return Err(self.invalid_key(range));
        }
        let Some(finished) = self.anchors.get(&anchor).cloned() else {
            let error = self.fragment.error("the alias refers to a value that contains it", range);
            return Err(error.help("write the value out instead"));
        };
        if self.open.len() + finished.height > MAX_DEPTH {
            return Err(self.fragment.too_deep(range));
        }
        self.copy(finished.size, &range)?;
        self.finish(finished, 0, range)
    }

    fn copy(&mut self, size: usize, range: &Range<usize>) -> Result<(), ParseError> {
        self.copies += size;
        if self.copies <= MAX_COPIES {
            return Ok(());
        }
        let message = format!("aliases expand to more than {MAX_COPIES} values");
        Err(self.fragment.error(message, range.clone()).help("write the document without anchors, or split it"))
    }

    /// Adds a complete value to its container, and stores it under its anchor.
    fn finish(&mut self, finished: CompletedNode, anchor: usize, range: Range<usize>) -> Result<(), ParseError> {
        if anchor != 0 {
            self.copy(finished.size, &range)?;
            self.anchors.insert(anchor, finished.clone());
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(finished.node);
            return Ok(());
        };
        open.range.end = open.range.end.max(range.end);
        open.size += finished.size;
        open.height = open.height.max(finished.height);
        match &mut open.container {
            Container::Array(items) => items.push(finished.node),
            Container::Object(object) => {
                if let Err(invalid) = object.add_value(finished.node) {
                    let error =
                        self.fragment.error("a merge key (`<<`) takes an object, or an array of objects", invalid);
                    return Err(error.help("if `<<` is a property name, put it in quotes"));
                }
            }
        }
        Ok(())
    }

    fn range(&self, span: CharSpan) -> Range<usize> {
        let byte = |characters: usize| self.bytes.get(characters).copied().unwrap_or(self.fragment.text.len());
        let start = byte(span.start.index());
        start..byte(span.end.index()).max(start)
    }

    fn not_yaml(&self, error: &ScanError) -> ParseError {
        let here = self.range(CharSpan::empty(*error.marker()));
        self.fragment.error(format!("invalid YAML: {}", error.info()), here).help(
            "check the indentation, and quote strings that contain `: ` or ` #` or begin with a special character",
        )
    }
}

/// Returns whether an event is the content of an empty document, or the end of a document.
fn is_nothing(event: &Event<'_>) -> bool {
    let is_empty = matches!(event, Event::Scalar(text, ScalarStyle::Plain, 0, None) if text.is_empty());
    is_empty || matches!(event, Event::DocumentStart(_) | Event::DocumentEnd | Event::StreamEnd)
}

#[cfg(test)]
mod tests;
