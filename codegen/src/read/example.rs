//! Example payloads: their text → values, and values → the shape that they show.
//!
//! Where a document has no schema, an example is the only witness of a shape. It proves little: no
//! member is required because an example has it, no number is an integer for good because it is one
//! once, and what is empty or `null` says nothing. So the inferred schema only names members and kinds.

use crate::{
    diagnostic::Diagnostic,
    document::{Cursor, Member, Node, Value, json},
    literal::Literal,
    origin::{Origin, Place, Pointer, Sourced},
    read::schema::SchemaReader,
    spec::{JsonType, Property, Schema},
};

/// The value of an example that a document holds as text; `None`, with a note, where it is not JSON.
///
/// Places inside the text are the place of the text itself: escapes move its characters.
pub fn parse(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) -> Option<Node> {
    let Some(text) = at.as_str() else { return Some(at.node().clone()).filter(|_| !at.is_null()) };
    if text.trim().is_empty() {
        return None;
    }
    let strict =
        json::parse(at.file(), text, 0).or_else(|error| json::parse(at.file(), &lenient(text), 0).map_err(|_| error));
    match strict {
        Ok(node) => Some(moved(node, &at.node().place)),
        Err(error) => {
            let message = format!("the example is not JSON and is not used: {}", error.message);
            reader.tell(Diagnostic::note("example-not-json", &at.origin(), message));
            None
        }
    }
}

/// Every node at one place.
fn moved(node: Node, place: &Place) -> Node {
    let value = match node.value {
        Value::Array(items) => Value::Array(items.into_iter().map(|item| moved(item, place)).collect()),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|member| moved_member(member, place)).collect())
        }
        plain => plain,
    };
    Node::new(value, place.clone())
}

fn moved_member(member: Member, place: &Place) -> Member {
    Member { key: member.key, key_place: place.clone(), value: moved(member.value, place) }
}

/// The text without what people add to examples: comments, and commas before a closing bracket, which
/// only show once the comments behind them are gone.
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

/// The bytes of the string that the text begins with, its quotes included.
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

/// Whether nothing but blanks stands between the comma at the start and a closing bracket.
fn closes(text: &str) -> bool {
    text.get(1..).unwrap_or_default().trim_start().starts_with(['}', ']'])
}

/// The stated schema, or the shape that examples show where the stated one is empty.
pub fn stated_or_shown(reader: &mut SchemaReader<'_>, stated: Option<Cursor<'_>>, examples: &[Node]) -> Option<Schema> {
    let origin = stated.as_ref().map(Cursor::origin);
    let stated = stated.map(|at| reader.read(&at));
    if let Some(schema) = stated.filter(|schema| !schema.is_blank()) {
        return Some(schema);
    }
    let shown: Vec<_> =
        examples.iter().map(|node| Sourced { value: node, origin: Cursor::root(node).origin() }).collect();
    let mut schema = infer(&shown)?;
    if let Some(origin) = origin {
        let message = "the schema is empty; the shape is taken from the example, nothing in it is required";
        reader.tell(Diagnostic::note("shape-from-example", &origin, message));
        schema.origin = origin;
    }
    Some(schema)
}

/// The examples as values.
pub fn literals(examples: &[Node]) -> Vec<Sourced<Literal>> {
    examples.iter().map(|node| Sourced { value: node.to_literal(), origin: Cursor::root(node).origin() }).collect()
}

/// The shape that examples of one value show, each with the pointer where it stands.
pub fn infer(examples: &[Sourced<&Node>]) -> Option<Schema> {
    let first = examples.first()?;
    let mut schema = Schema::empty(first.origin.clone());
    let shown: Vec<&Sourced<&Node>> = examples.iter().filter(|example| example.value.value != Value::Null).collect();
    schema.nullable = shown.len() < examples.len();
    schema.types = common_type(&shown).into_iter().collect();
    match schema.types.as_slice() {
        [JsonType::Object] => schema.properties = properties(&shown),
        [JsonType::Array] => schema.items = Some(Box::new(items(&shown, &first.origin))),
        _ => {}
    }
    Some(schema)
}

/// The type that all examples have; an integer beside a number is a number, anything else is no type.
fn common_type(examples: &[&Sourced<&Node>]) -> Option<JsonType> {
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

/// The members of all examples, in the order in which they are first met.
fn properties(examples: &[&Sourced<&Node>]) -> Vec<Property> {
    let mut names: Vec<&str> = Vec::new();
    for example in examples {
        if let Value::Object(members) = &example.value.value {
            names.extend(members.iter().map(|member| member.key.as_str()));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names.into_iter().filter_map(|name| property(name, examples)).collect()
}

fn property(name: &str, examples: &[&Sourced<&Node>]) -> Option<Property> {
    let values: Vec<_> = examples
        .iter()
        .filter_map(|example| Some(below(example.value.get(name)?, &example.origin.pointer, name)))
        .collect();
    let schema = infer(&values)?;
    Some(Property { name: Sourced { value: name.to_owned(), origin: schema.origin.clone() }, schema })
}

fn items(examples: &[&Sourced<&Node>], origin: &Origin) -> Schema {
    let mut values = Vec::new();
    for example in examples {
        if let Value::Array(items) = &example.value.value {
            let item = |(index, item)| below(item, &example.origin.pointer, &usize::to_string(&index));
            values.extend(items.iter().enumerate().map(item));
        }
    }
    infer(&values).unwrap_or_else(|| Schema::empty(origin.clone()))
}

fn below<'a>(node: &'a Node, pointer: &Pointer, segment: &str) -> Sourced<&'a Node> {
    Sourced { value: node, origin: Origin { place: node.place.clone(), pointer: pointer.join(segment) } }
}
