//! What the target of an action means: a `JSONPath` (RFC 9535) and the values it selects.
//!
//! The language is the library's (`serde_json_path`). It asks for values of `serde_json`, so the
//! document is converted for the question only; the answer leads back into the tree.

use serde_json::Value as Json;
use serde_json_path::{JsonPath, PathElement};

use crate::document::{Node, Value};

/// How far brackets may lie inside each other in a path: the library's time doubles with each.
const MAX_DEPTH_BRACKETS: usize = 8;

/// The way from the root of a document to a value.
pub(super) type Location = Vec<Step>;

/// One step of the way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Item(usize),
    Property(String),
}

/// A path, or why the text is none.
pub(super) fn parse(text: &str) -> Result<JsonPath, String> {
    let mut depth = 0usize;
    for sign in text.chars() {
        match sign {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH_BRACKETS {
            return Err(format!("brackets lie inside each other more than {MAX_DEPTH_BRACKETS} levels deep"));
        }
    }
    JsonPath::parse(text).map_err(|error| error.to_string())
}

/// Where the values stand that a path selects: each once, parents before children, items ascending.
pub(super) fn locate(path: &JsonPath, document: &Node) -> Vec<Location> {
    let json = to_json(document);
    let nodes = path.query_located(&json);
    let mut locations: Vec<Location> = nodes.locations().map(|found| found.iter().map(step).collect()).collect();
    locations.sort();
    locations.dedup();
    locations
}

fn step(element: &PathElement<'_>) -> Step {
    match element {
        PathElement::Name(name) => Step::Property((*name).to_owned()),
        PathElement::Index(index) => Step::Item(*index),
    }
}

/// The value at a location, if the document still has it.
pub(super) fn at<'d>(document: &'d mut Node, location: &[Step]) -> Option<&'d mut Node> {
    location.iter().try_fold(document, |node, step| match (&mut node.value, step) {
        (Value::Array(items), Step::Item(index)) => items.get_mut(*index),
        (Value::Object(members), Step::Property(name)) => {
            members.iter_mut().find(|member| member.key == *name).map(|member| &mut member.value)
        }
        _ => None,
    })
}

fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        // A number that is too large for the library can be selected, but not compared.
        Value::Number(number) => serde_json::from_str(number.as_str()).unwrap_or(Json::Null),
        Value::String(text) => Json::String(text.clone()),
        Value::Array(items) => Json::Array(items.iter().map(to_json).collect()),
        Value::Object(members) => {
            Json::Object(members.iter().map(|member| (member.key.clone(), to_json(&member.value))).collect())
        }
    }
}
