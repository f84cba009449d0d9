//! Example payloads: parsing, and inference of a schema where a document declares none.
//!
//! The inferred schema contains property names and types only. An example does not show that a property is required, that
//! a number is always an integer, or what an empty array or `null` could contain.

use crate::{
    diagnostic::Diagnostic,
    document::{Cursor, Entry, Node, Value, json},
    literal::Literal,
    origin::{Origin, Pointer, Span, Spanned},
    read::schema::SchemaReader,
    spec::{JsonType, Property, Schema},
};

/// Parses an example that a document contains as a string. Returns `None`, with a note, if it is not JSON.
///
/// Every value gets the span of the string, because escapes shift the offsets inside it.
pub fn parse(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) -> Option<Node> {
    let Some(text) = at.as_str() else { return Some(at.node().clone()).filter(|_| !at.is_null()) };
    if text.trim().is_empty() {
        return None;
    }
    let parsed =
        json::parse(at.file(), text, 0).or_else(|error| json::parse(at.file(), &lenient(text), 0).map_err(|_| error));
    match parsed {
        Ok(node) => Some(with_span(node, &at.node().span)),
        Err(error) => {
            let message = format!("the example is not valid JSON; ignored: {}", error.message);
            reader.report(Diagnostic::note("example-not-json", &at.origin(), message));
            None
        }
    }
}

/// Gives every node the same span.
fn with_span(node: Node, span: &Span) -> Node {
    let value = match node.value {
        Value::Array(items) => Value::Array(items.into_iter().map(|item| with_span(item, span)).collect()),
        Value::Object(entries) => {
            Value::Object(entries.into_iter().map(|entry| entry_with_span(entry, span)).collect())
        }
        plain => plain,
    };
    Node::new(value, span.clone())
}

fn entry_with_span(entry: Entry, span: &Span) -> Entry {
    Entry { key: entry.key, key_span: span.clone(), value: with_span(entry.value, span) }
}

/// Removes comments and trailing commas. The second pass removes commas that were followed by a comment.
fn lenient(text: &str) -> String {
    without_extras(&without_extras(text))
}

fn without_extras(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let length = match next {
            '"' => string_length(rest),
            '/' if rest.starts_with("//") => {
                rest = rest.find('\n').and_then(|end| rest.get(end..)).unwrap_or_default();
                continue;
            }
            '/' if rest.starts_with("/*") => {
                rest = rest.find("*/").and_then(|end| rest.get(end + 2..)).unwrap_or_default();
                continue;
            }
            ',' if closes(rest) => {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            other => other.len_utf8(),
        };
        let (taken, left) = rest.split_at_checked(length).unwrap_or((rest, ""));
        kept.push_str(taken);
        rest = left;
    }
    kept
}

/// Returns the length of the string at the beginning of the text, including its quotes.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// Returns whether the comma at the beginning is followed by a closing bracket.
fn closes(text: &str) -> bool {
    text.get(1..).unwrap_or_default().trim_start().starts_with(['}', ']'])
}

/// Returns the declared schema, or the one inferred from examples if it is empty.
pub fn declared_or_inferred(
    reader: &mut SchemaReader<'_>,
    declared: Option<Cursor<'_>>,
    examples: &[Node],
) -> Option<Schema> {
    let origin = declared.as_ref().map(Cursor::origin);
    let declared = declared.map(|at| reader.read(&at));
    if let Some(schema) = declared.filter(|schema| !schema.is_empty()) {
        return Some(schema);
    }
    let shown: Vec<_> =
        examples.iter().map(|node| Spanned { value: node, origin: Cursor::root(node).origin() }).collect();
    let mut schema = infer(&shown)?;
    if let Some(origin) = origin {
        let message = "the schema is empty; inferred from the example with every property optional";
        reader.report(Diagnostic::note("shape-from-example", &origin, message));
        schema.origin = origin;
    }
    Some(schema)
}

/// Returns the values of examples.
pub fn literals(examples: &[Node]) -> Vec<Spanned<Literal>> {
    examples.iter().map(|node| Spanned { value: node.to_literal(), origin: Cursor::root(node).origin() }).collect()
}

/// Infers a schema from examples of the same value.
pub fn infer(examples: &[Spanned<&Node>]) -> Option<Schema> {
    let first = examples.first()?;
    let mut schema = Schema::empty(first.origin.clone());
    let shown: Vec<&Spanned<&Node>> = examples.iter().filter(|example| example.value.value != Value::Null).collect();
    schema.nullable = shown.len() < examples.len();
    schema.types = common_type(&shown).into_iter().collect();
    match schema.types.as_slice() {
        [JsonType::Object] => schema.properties = properties(&shown),
        [JsonType::Array] => schema.items = Some(Box::new(items(&shown, &first.origin))),
        _ => {}
    }
    Some(schema)
}

/// Returns the type of all examples. Integers and numbers together are numbers; other mixtures have no common type.
fn common_type(examples: &[&Spanned<&Node>]) -> Option<JsonType> {
    let mut types = examples.iter().map(|example| type_of(example.value));
    let first = types.next()??;
    types.try_fold(first, |common, next| match (common, next?) {
        (a, b) if a == b => Some(a),
        (JsonType::Integer, JsonType::Number) | (JsonType::Number, JsonType::Integer) => Some(JsonType::Number),
        _ => None,
    })
}

fn type_of(node: &Node) -> Option<JsonType> {
    Some(match &node.value {
        Value::Null => return None,
        Value::Bool(_) => JsonType::Boolean,
        Value::Number(number) if number.is_integer() && !number.as_str().contains(['.', 'e', 'E']) => JsonType::Integer,
        Value::Number(_) => JsonType::Number,
        Value::String(_) => JsonType::String,
        Value::Array(_) => JsonType::Array,
        Value::Object(_) => JsonType::Object,
    })
}

/// Returns the properties of all examples, in order of first appearance.
fn properties(examples: &[&Spanned<&Node>]) -> Vec<Property> {
    let mut names: Vec<&str> = Vec::new();
    for example in examples {
        if let Value::Object(entries) = &example.value.value {
            names.extend(entries.iter().map(|entry| entry.key.as_str()));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names.into_iter().filter_map(|name| property(name, examples)).collect()
}

fn property(name: &str, examples: &[&Spanned<&Node>]) -> Option<Property> {
    let values: Vec<_> = examples
        .iter()
        .filter_map(|example| Some(child(example.value.get(name)?, &example.origin.pointer, name)))
        .collect();
    let schema = infer(&values)?;
    Some(Property { name: Spanned { value: name.to_owned(), origin: schema.origin.clone() }, schema })
}

fn items(examples: &[&Spanned<&Node>], origin: &Origin) -> Schema {
    let mut values = Vec::new();
    for example in examples {
        if let Value::Array(items) = &example.value.value {
            let item = |(index, item)| child(item, &example.origin.pointer, &usize::to_string(&index));
            values.extend(items.iter().enumerate().map(item));
        }
    }
    infer(&values).unwrap_or_else(|| Schema::empty(origin.clone()))
}

fn child<'a>(node: &'a Node, pointer: &Pointer, segment: &str) -> Spanned<&'a Node> {
    Spanned { value: node, origin: Origin { span: node.span.clone(), pointer: pointer.join(segment) } }
}
