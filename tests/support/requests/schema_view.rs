//! The schema of a request, parsed. An unknown keyword is an error, because its constraint would go untested.

use std::collections::BTreeMap;

use fal_codegen::ir::EnumKind;
use serde_json::{Map, Value};

/// A schema, by the type of value that it describes.
#[derive(Clone, Debug)]
pub(super) enum SchemaView {
    /// Any value.
    Any,
    /// `true` or `false`.
    Bool,
    /// A string with a length in characters, and a pattern.
    String { min: usize, max: Option<usize>, pattern: Option<String> },
    /// A string that contains a number.
    NumericString { range: Range, integer: bool },
    /// One of the listed values. An open enum accepts other values of the same type.
    Enum { values: Vec<Value>, open: bool, kind: EnumKind },
    /// An integer within a range, and within the bounds of its Rust type.
    Integer { range: Range, bounds: [i128; 2] },
    /// A number within a range.
    Number { range: Range },
    /// An array with schemas for its first items and one for the others.
    Array { positions: Vec<SchemaView>, item: Box<SchemaView>, min: usize, max: Option<usize>, unique: bool },
    /// An object with any properties, which have one schema.
    Map { value: Box<SchemaView>, min: usize, max: Option<usize> },
    /// An array with a schema for each position.
    Tuple(Vec<SchemaView>),
    /// An object with known properties. Of each list in `rules`, it has all names of at least one inner list.
    Object { properties: Vec<PropertyView>, additional: Box<SchemaView>, rules: Vec<PresenceLists> },
    /// `null` or a value.
    Nullable(Box<SchemaView>),
    /// One of several variants.
    Union(Vec<VariantView>),
    /// A named type.
    Named(String),
}

/// Lists of names, of which one is present.
pub(super) type PresenceLists = Vec<Vec<String>>;

/// The limits of a number. A bound is paired with `true` if it is exclusive.
#[derive(Clone, Debug, Default)]
pub(super) struct Range {
    pub(super) low: Option<(Value, bool)>,
    pub(super) high: Option<(Value, bool)>,
    pub(super) step: Option<Value>,
}

/// A property of an object.
#[derive(Clone, Debug)]
pub(super) struct PropertyView {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) null: Null,
    pub(super) schema: SchemaView,
}

/// Meaning of `null` for a property that accepts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Null {
    /// The same as leaving the property out.
    Absence,
    /// A value different from leaving the property out.
    Value,
}

/// A variant of a union, with the discriminator property and its values.
#[derive(Clone, Debug)]
pub(super) struct VariantView {
    pub(super) schema: SchemaView,
    pub(super) discriminator: Option<(String, Vec<Value>)>,
}

/// Error: a schema with an unknown keyword or type.
#[derive(Debug)]
pub struct Unreadable(pub Value);

/// The named types of a schema.
#[derive(Clone, Debug)]
pub(super) struct NamedTypes(BTreeMap<String, SchemaView>);

impl NamedTypes {
    pub(super) fn read(definitions: Option<&Value>) -> Result<Self, Unreadable> {
        let definitions = definitions.and_then(Value::as_object).into_iter().flatten();
        Ok(Self(definitions.map(|(name, node)| Ok((name.clone(), SchemaView::read(node)?))).collect::<Result<_, _>>()?))
    }

    /// Returns the schema of a named type.
    pub(super) fn get(&self, name: &str) -> &SchemaView {
        self.0.get(name).unwrap_or(&SchemaView::Any)
    }
}

/// Keywords that demand nothing of a value.
const ANNOTATIONS: &[&str] = &[
    "default",
    "deprecated",
    "description",
    "examples",
    "format",
    "title",
    "x-fal-order-properties",
    "x-limits",
    "x-null",
    "x-rust",
    "x-discriminator",
];

/// A schema node, with the keywords that have been read. All others are unknown.
struct Keywords<'s> {
    node: &'s Map<String, Value>,
    read: Vec<&'static str>,
}

impl<'s> Keywords<'s> {
    fn keyword(&mut self, word: &'static str) -> Option<&'s Value> {
        self.read.push(word);
        self.node.get(word)
    }

    fn count(&mut self, word: &'static str) -> Option<usize> {
        self.keyword(word)?.as_u64().and_then(|count| usize::try_from(count).ok())
    }

    fn list(&mut self, word: &'static str) -> Option<&'s Vec<Value>> {
        self.keyword(word)?.as_array()
    }

    fn range(&mut self) -> Range {
        let mut end = |[inside, outside]: [&'static str; 2]| {
            let inside = self.keyword(inside).map(|end| (end.clone(), false));
            let outside = self.keyword(outside).map(|end| (end.clone(), true));
            inside.or(outside)
        };
        let (low, high) = (end(["minimum", "exclusiveMinimum"]), end(["maximum", "exclusiveMaximum"]));
        Range { low, high, step: self.keyword("multipleOf").cloned() }
    }

    fn are_known(&self) -> bool {
        self.node.keys().all(|word| ANNOTATIONS.contains(&word.as_str()) || self.read.contains(&word.as_str()))
    }
}

impl SchemaView {
    pub(super) fn read(node: &Value) -> Result<Self, Unreadable> {
        let unreadable = || Unreadable(node.clone());
        let mut keywords = Keywords { node: node.as_object().ok_or_else(unreadable)?, read: Vec::new() };
        let schema = Self::parse(&mut keywords)?.ok_or_else(unreadable)?;
        if keywords.are_known() { Ok(schema) } else { Err(unreadable()) }
    }

    fn parse(keywords: &mut Keywords<'_>) -> Result<Option<Self>, Unreadable> {
        if let Some(reference) = keywords.keyword("$ref").and_then(Value::as_str) {
            return Ok(reference.strip_prefix("#/$defs/").map(|name| Self::Named(name.to_owned())));
        }
        if let Some(variants) = keywords.list("anyOf") {
            return Self::alternatives(variants).map(Some);
        }
        let Some(kind) = keywords.keyword("type") else {
            return Ok(Some(Self::enum_values(keywords, EnumKind::Json).unwrap_or(Self::Any)));
        };
        Ok(match kind.as_str() {
            Some("boolean") => Some(Self::Bool),
            Some("string") => {
                Some(Self::enum_values(keywords, EnumKind::String).unwrap_or_else(|| Self::text(keywords)))
            }
            Some("integer") => {
                Some(Self::enum_values(keywords, EnumKind::Integer).unwrap_or_else(|| Self::integer(keywords)))
            }
            Some("number") => Some(Self::Number { range: keywords.range() }),
            Some("array") => Self::array(keywords)?,
            Some("object") => Self::object(keywords)?,
            _ => None,
        })
    }

    fn alternatives(variants: &[Value]) -> Result<Self, Unreadable> {
        let is_null = |variant: &&Value| variant.get("type").is_some_and(|kind| kind == "null");
        if let [value, null] = variants
            && is_null(&null)
        {
            return Ok(Self::Nullable(Box::new(Self::read(value)?)));
        }
        Ok(Self::Union(variants.iter().map(VariantView::read).collect::<Result<_, _>>()?))
    }

    fn enum_values(keywords: &mut Keywords<'_>, kind: EnumKind) -> Option<Self> {
        let closed = keywords.list("enum").map(|values| (values, false));
        let (values, open) = closed.or_else(|| Some((keywords.list("x-known")?, true)))?;
        Some(Self::Enum { values: values.clone(), open, kind })
    }

    fn text(keywords: &mut Keywords<'_>) -> Self {
        if let Some(Value::Object(node)) = keywords.keyword("x-numeric") {
            let mut limits = Keywords { node, read: Vec::new() };
            let integer = limits.keyword("whole") == Some(&Value::Bool(true));
            return Self::NumericString { range: limits.range(), integer };
        }
        let min = keywords.count("minLength").unwrap_or_default();
        let pattern = keywords.keyword("pattern").and_then(Value::as_str).map(str::to_owned);
        Self::String { min, max: keywords.count("maxLength"), pattern }
    }

    fn integer(keywords: &mut Keywords<'_>) -> Self {
        let width = keywords.node.get("x-rust").and_then(|rust| rust.get("width")).and_then(Value::as_str);
        let bounds = match width {
            Some("u64") => [0, i128::from(u64::MAX)],
            Some("i128") => [i128::from(i64::MIN), i128::from(u64::MAX)],
            _ => [i128::from(i64::MIN), i128::from(i64::MAX)],
        };
        Self::Integer { range: keywords.range(), bounds }
    }

    fn array(keywords: &mut Keywords<'_>) -> Result<Option<Self>, Unreadable> {
        let (min, max) = (keywords.count("minItems").unwrap_or_default(), keywords.count("maxItems"));
        let positions = keywords.list("prefixItems").into_iter().flatten();
        let positions: Vec<Self> = positions.map(Self::read).collect::<Result<_, _>>()?;
        let item = keywords.keyword("items");
        if item.is_none() && !positions.is_empty() {
            return Ok(Some(Self::Tuple(positions)));
        }
        let unique = keywords.keyword("uniqueItems") == Some(&Value::Bool(true));
        let Some(item) = item else { return Ok(None) };
        Ok(Some(Self::Array { positions, item: Box::new(Self::read(item)?), min, max, unique }))
    }

    fn object(keywords: &mut Keywords<'_>) -> Result<Option<Self>, Unreadable> {
        let additional = keywords.keyword("additionalProperties");
        if let (Some(value), None) = (additional, keywords.keyword("properties")) {
            let (min, max) = (keywords.count("minProperties").unwrap_or_default(), keywords.count("maxProperties"));
            return Ok(Some(Self::Map { value: Box::new(Self::read(value)?), min, max }));
        }
        let required = keywords.list("required");
        let Some(properties) = keywords.keyword("properties").and_then(Value::as_object) else { return Ok(None) };
        let property = |(name, node): (&String, &Value)| {
            let absence = node.get("x-null").is_some_and(|null| null == "same");
            Ok(PropertyView {
                name: name.clone(),
                required: required.is_some_and(|required| required.iter().any(|required| required == name)),
                null: if absence { Null::Absence } else { Null::Value },
                schema: Self::read(node)?,
            })
        };
        let properties = properties.iter().map(property).collect::<Result<_, _>>()?;
        let rules = keywords.list("allOf").into_iter().flatten().map(presence_lists).collect();
        let additional = Box::new(additional.map_or(Ok(Self::Any), Self::read)?);
        Ok(Some(Self::Object { properties, additional, rules }))
    }
}

fn presence_lists(rule: &Value) -> PresenceLists {
    let alternatives = rule.get("anyOf").and_then(Value::as_array).into_iter().flatten();
    let names = |alternative: &Value| serde_json::from_value(alternative["required"].clone()).unwrap_or_default();
    alternatives.map(names).collect()
}

impl VariantView {
    fn read(node: &Value) -> Result<Self, Unreadable> {
        let discriminator = node.get("x-discriminator").and_then(|tag| {
            let values = tag.get("values")?.as_array()?.clone();
            Some((tag.get("property")?.as_str()?.to_owned(), values))
        });
        Ok(Self { schema: SchemaView::read(node)?, discriminator })
    }
}
