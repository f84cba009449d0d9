//! A node of an endpoint's JSON Schema, its references followed.
//!
//! `check` holds payloads against it and `sample` makes values of it; both know the words that are not JSON Schema's
//! own (`x-…`), which the module `schema` of `fal-codegen` lists.

use serde_json::{Map, Value};

/// A schema as it is used: what stands there, and the named type that it refers to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schema<'e> {
    /// What stands there: a reference may have words beside it.
    node: &'e Value,
    types: &'e Map<String, Value>,
}

impl<'e> Schema<'e> {
    pub(crate) fn new(node: &'e Value, types: &'e Map<String, Value>) -> Self {
        Self { node, types }
    }

    /// The name of the type that is referred to.
    pub(crate) fn name(self) -> Option<&'e str> {
        self.node.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
    }

    /// A word of the schema: beside the reference, else of the type that is referred to.
    pub(crate) fn keyword(self, word: &str) -> Option<&'e Value> {
        self.node.get(word).or_else(|| self.types.get(self.name()?)?.get(word))
    }

    /// A word that is a text.
    pub(crate) fn text(self, word: &str) -> Option<&'e str> {
        self.keyword(word)?.as_str()
    }

    /// A word that is a list.
    pub(crate) fn list(self, word: &str) -> &'e [Value] {
        self.keyword(word).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// A schema inside this one.
    pub(crate) fn at(self, node: &'e Value) -> Self {
        Self { node, types: self.types }
    }

    /// The schema of a list's items, or of a map's values.
    pub(crate) fn inner(self, word: &str) -> Option<Self> {
        self.keyword(word).filter(|inner| inner.is_object()).map(|inner| self.at(inner))
    }

    /// The alternatives of a union, `null` among them where it is one.
    pub(crate) fn variants(self) -> impl Iterator<Item = Self> {
        self.list("anyOf").iter().map(move |arm| self.at(arm))
    }

    /// The members of an object, in the order that people see; those that it leaves out come last.
    pub(crate) fn properties(self) -> Vec<(&'e str, Self)> {
        let Some(Value::Object(members)) = self.keyword("properties") else { return Vec::new() };
        let order: Vec<&str> = self.list("x-fal-order-properties").iter().filter_map(Value::as_str).collect();
        let others = members.keys().map(String::as_str).filter(|name| !order.contains(name));
        let names = order.iter().copied().chain(others);
        names
            .filter_map(|name| members.get_key_value(name))
            .map(|(name, node)| (name.as_str(), self.at(node)))
            .collect()
    }

    /// Whether a member must be there.
    pub(crate) fn requires(self, name: &str) -> bool {
        self.list("required").iter().any(|required| required == name)
    }

    /// Whether this is the alternative `null`.
    pub(crate) fn is_null(self) -> bool {
        self.text("type") == Some("null")
    }

    /// What the generated code calls it: `kind` (`record`, `set`, `union`, `checked`, `file` …) and the names that
    /// go with that kind. What stands beside a reference is about the member, the rest about its type.
    pub(crate) fn rust(self, word: &str) -> Option<&'e Value> {
        let told = |node: &'e Value| node.get("x-rust")?.get(word);
        told(self.node).or_else(|| told(self.types.get(self.name()?)?))
    }

    /// The kind of thing that the Rust type is.
    pub(crate) fn kind(self) -> Option<&'e str> {
        self.rust("kind")?.as_str()
    }
}
