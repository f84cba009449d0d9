//! Targets of actions: JSONPath expressions (RFC 9535) and the values that they select.
//!
//! `serde_json_path` evaluates the expression on values of `serde_json`, so the document is converted first, and the
//! locations of the result are looked up in the tree.

use serde_json::Value as Json;
use serde_json_path::{JsonPath, PathElement};

use crate::document::{Node, Value};

/// How far brackets may lie inside each other in a path: the library's time doubles with each.
const MAX_BRACKET_DEPTH: usize = 8;

/// The path from the root of a document to a value.
pub(super) type Location = Vec<TargetStep>;

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TargetStep {
    Item(usize),
    Property(String),
}

/// Parses a path; the error is the reason why it is invalid.
pub(super) fn parse(text: &str) -> Result<JsonPath, String> {
    let mut depth = 0usize;
    for character in text.chars() {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_BRACKET_DEPTH {
            return Err(format!("brackets are nested more than {MAX_BRACKET_DEPTH} levels deep"));
        }
    }
    JsonPath::parse(text).map_err(|error| match text.char_indices().nth(error.position()) {
        Some((start, _)) => format!("it cannot be read from `{}` on", text.get(start..).unwrap_or_default()),
        None => "it ends too early".to_owned(),
    })
}

/// Returns the locations that a path selects: each once, parents before children, items in ascending order.
pub(super) fn locate(path: &JsonPath, document: &Node) -> Vec<Location> {
    let json = to_json(document);
    let nodes = path.query_located(&json);
    let mut locations: Vec<Location> = nodes.locations().map(|found| found.iter().map(step).collect()).collect();
    locations.sort();
    locations.dedup();
    locations
}

fn step(element: &PathElement<'_>) -> TargetStep {
    match element {
        PathElement::Name(name) => TargetStep::Property((*name).to_owned()),
        PathElement::Index(index) => TargetStep::Item(*index),
    }
}

/// Returns the value at a location, if it still exists.
pub(super) fn at<'d>(document: &'d mut Node, location: &[TargetStep]) -> Option<&'d mut Node> {
    location.iter().try_fold(document, |node, step| match (&mut node.value, step) {
        (Value::Array(items), TargetStep::Item(index)) => items.get_mut(*index),
        (Value::Object(entries), TargetStep::Property(name)) => {
            entries.iter_mut().find(|entry| entry.key == *name).map(|entry| &mut entry.value)
        }
        _ => None,
    })
}

fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        // A number that `serde_json` cannot represent can be selected, but not compared.
        Value::Number(number) => serde_json::from_str(number.as_str()).unwrap_or(Json::Null),
        Value::String(text) => Json::String(text.clone()),
        Value::Array(items) => Json::Array(items.iter().map(to_json).collect()),
        Value::Object(entries) => {
            Json::Object(entries.iter().map(|entry| (entry.key.clone(), to_json(&entry.value))).collect())
        }
    }
}
