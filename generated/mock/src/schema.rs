//! A node of an endpoint's JSON Schema, with its reference resolved.
//!
//! `check` validates payloads against schemas and `generate` makes values from them. The keywords beyond JSON Schema
//! (`x-…`) are documented in the schema module of `fal-codegen`.

use serde_json::{Map, Value};

/// A schema node together with the named types that it may refer to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schema<'e> {
    /// The node itself: a `$ref` may have sibling keywords.
    node: &'e Value,
    types: &'e Map<String, Value>,
}

impl<'e> Schema<'e> {
    pub(crate) fn new(node: &'e Value, types: &'e Map<String, Value>) -> Self {
        Self { node, types }
    }

    /// Returns another node that resolves its references in the same types.
    pub(crate) fn with_node(self, node: &'e Value) -> Self {
        Self { node, types: self.types }
    }

    /// Returns the name of the type that `$ref` refers to.
    pub(crate) fn type_name(self) -> Option<&'e str> {
        self.node.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
    }

    /// Returns the value of a keyword. Keywords next to a `$ref` take precedence over those of the type.
    pub(crate) fn keyword(self, keyword: &str) -> Option<&'e Value> {
        self.node.get(keyword).or_else(|| self.types.get(self.type_name()?)?.get(keyword))
    }

    /// Returns the value of a keyword if it is a string.
    pub(crate) fn string(self, keyword: &str) -> Option<&'e str> {
        self.keyword(keyword)?.as_str()
    }

    /// Returns the value of a keyword if it is a non-negative integer.
    pub(crate) fn count(self, keyword: &str) -> Option<u64> {
        self.keyword(keyword)?.as_u64()
    }

    /// Returns the items of a keyword's array; empty if the keyword is absent.
    pub(crate) fn array(self, keyword: &str) -> &'e [Value] {
        self.keyword(keyword).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the schema in a keyword, such as `items` or `additionalProperties`.
    pub(crate) fn subschema(self, keyword: &str) -> Option<Self> {
        self.keyword(keyword).filter(|node| node.is_object()).map(|node| self.with_node(node))
    }

    /// Returns the variants of `anyOf`, including `null`.
    pub(crate) fn variants(self) -> impl Iterator<Item = Self> {
        self.array("anyOf").iter().map(move |variant| self.with_node(variant))
    }

    /// Returns the properties of an object in display order, followed by those that the order omits.
    pub(crate) fn properties(self) -> Vec<(&'e str, Self)> {
        let Some(Value::Object(properties)) = self.keyword("properties") else { return Vec::new() };
        let order: Vec<&str> = self.array("x-fal-order-properties").iter().filter_map(Value::as_str).collect();
        let others = properties.keys().map(String::as_str).filter(|name| !order.contains(name));
        let names = order.iter().copied().chain(others);
        names
            .filter_map(|name| properties.get_key_value(name))
            .map(|(name, node)| (name.as_str(), self.with_node(node)))
            .collect()
    }

    /// Returns the schema of a property.
    pub(crate) fn property(self, name: &str) -> Option<Self> {
        self.keyword("properties")?.get(name).map(|node| self.with_node(node))
    }

    /// Whether a property is required.
    pub(crate) fn requires(self, name: &str) -> bool {
        self.array("required").iter().any(|required| required == name)
    }

    /// Whether this is the `null` variant of a union.
    pub(crate) fn is_null(self) -> bool {
        self.string("type") == Some("null")
    }

    /// Returns an entry of `x-rust`: the kind of the Rust type or one of its names. Entries next to a `$ref` describe the
    /// property, those of the type describe the type.
    pub(crate) fn rust_hint(self, key: &str) -> Option<&'e Value> {
        let hint = |node: &'e Value| node.get("x-rust")?.get(key);
        hint(self.node).or_else(|| hint(self.types.get(self.type_name()?)?))
    }

    /// Returns the kind of the Rust type.
    pub(crate) fn rust_kind(self) -> Option<&'e str> {
        self.rust_hint("kind")?.as_str()
    }
}
