//! The schema of a request as shapes. A word that is not known here is an error: what it demands would go untested.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A kind of value.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// Anything.
    Any,
    /// `true` or `false`.
    Bool,
    /// A text of so many characters, which may have to match a pattern.
    Text { least: usize, most: Option<usize>, pattern: Option<String> },
    /// A number that is sent as text.
    NumberAsText { range: Range, whole: bool },
    /// A value out of a list; another of its kind where the list is open.
    Listed { values: Vec<Value>, open: bool, text: bool },
    /// A whole number; its type holds those between the ends.
    Whole { range: Range, ends: [i128; 2] },
    /// A number.
    Number { range: Range },
    /// A list.
    List { item: Box<Shape>, least: usize, most: Option<usize>, unique: bool },
    /// An object of any members.
    Map(Box<Shape>),
    /// A list of so many places.
    Tuple(Vec<Shape>),
    /// An object of known members.
    Record(Vec<Member>),
    /// `null` or a value.
    Nullable(Box<Shape>),
    /// One of several shapes.
    Union(Vec<Arm>),
    /// A type with a name.
    Named(String),
}

/// What limits a number: an end, whether the end itself is outside, and a step.
#[derive(Clone, Debug, Default)]
pub(super) struct Range {
    pub(super) low: Option<(Value, bool)>,
    pub(super) high: Option<(Value, bool)>,
    pub(super) step: Option<Value>,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) null: Null,
    pub(super) shape: Shape,
}

/// What `null` means where it is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Null {
    /// The member is not there.
    Absence,
    /// Something of its own.
    Value,
}

/// A shape of a union, and the member whose value says that it is this one.
#[derive(Clone, Debug)]
pub(super) struct Arm {
    pub(super) shape: Shape,
    pub(super) tag: Option<(String, Vec<Value>)>,
}

/// A schema that says what is not known here.
#[derive(Debug)]
pub struct Unreadable(pub Value);

/// The types with a name.
#[derive(Clone, Debug)]
pub(super) struct Types(BTreeMap<String, Shape>);

impl Types {
    pub(super) fn read(definitions: Option<&Value>) -> Result<Self, Unreadable> {
        let definitions = definitions.and_then(Value::as_object).into_iter().flatten();
        Ok(Self(definitions.map(|(name, node)| Ok((name.clone(), Shape::read(node)?))).collect::<Result<_, _>>()?))
    }

    /// The shape of a name.
    pub(super) fn of(&self, name: &str) -> &Shape {
        self.0.get(name).unwrap_or(&Shape::Any)
    }
}

/// Words that demand nothing of a value.
const TOLD: &[&str] = &[
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
    "x-tag",
];

/// A node while its words are read; those that are left over are not known.
struct Words<'s> {
    node: &'s Map<String, Value>,
    read: Vec<&'static str>,
}

impl<'s> Words<'s> {
    fn word(&mut self, word: &'static str) -> Option<&'s Value> {
        self.read.push(word);
        self.node.get(word)
    }

    fn count(&mut self, word: &'static str) -> Option<usize> {
        self.word(word)?.as_u64().and_then(|count| usize::try_from(count).ok())
    }

    fn list(&mut self, word: &'static str) -> Option<&'s Vec<Value>> {
        self.word(word)?.as_array()
    }

    fn range(&mut self) -> Range {
        let mut end = |[inside, outside]: [&'static str; 2]| {
            let inside = self.word(inside).map(|end| (end.clone(), false));
            let outside = self.word(outside).map(|end| (end.clone(), true));
            inside.or(outside)
        };
        let (low, high) = (end(["minimum", "exclusiveMinimum"]), end(["maximum", "exclusiveMaximum"]));
        Range { low, high, step: self.word("multipleOf").cloned() }
    }

    fn are_known(&self) -> bool {
        self.node.keys().all(|word| TOLD.contains(&word.as_str()) || self.read.contains(&word.as_str()))
    }
}

impl Shape {
    pub(super) fn read(node: &Value) -> Result<Self, Unreadable> {
        let unreadable = || Unreadable(node.clone());
        let mut words = Words { node: node.as_object().ok_or_else(unreadable)?, read: Vec::new() };
        let shape = Self::of(&mut words)?.ok_or_else(unreadable)?;
        if words.are_known() { Ok(shape) } else { Err(unreadable()) }
    }

    fn of(words: &mut Words<'_>) -> Result<Option<Self>, Unreadable> {
        if let Some(reference) = words.word("$ref").and_then(Value::as_str) {
            return Ok(reference.strip_prefix("#/$defs/").map(|name| Self::Named(name.to_owned())));
        }
        if let Some(arms) = words.list("anyOf") {
            return Self::alternatives(arms).map(Some);
        }
        let Some(kind) = words.word("type") else { return Ok(Some(Self::Any)) };
        Ok(match kind.as_str() {
            Some("boolean") => Some(Self::Bool),
            Some("string") => Some(Self::listed(words, true).unwrap_or_else(|| Self::text(words))),
            Some("integer") => Some(Self::listed(words, false).unwrap_or_else(|| Self::whole(words))),
            Some("number") => Some(Self::Number { range: words.range() }),
            Some("array") => Self::array(words)?,
            Some("object") => Self::object(words)?,
            _ => None,
        })
    }

    fn alternatives(arms: &[Value]) -> Result<Self, Unreadable> {
        let is_null = |arm: &&Value| arm.get("type").is_some_and(|kind| kind == "null");
        if let [value, null] = arms
            && is_null(&null)
        {
            return Ok(Self::Nullable(Box::new(Self::read(value)?)));
        }
        Ok(Self::Union(arms.iter().map(Arm::read).collect::<Result<_, _>>()?))
    }

    fn listed(words: &mut Words<'_>, text: bool) -> Option<Self> {
        let closed = words.list("enum").map(|values| (values, false));
        let (values, open) = closed.or_else(|| Some((words.list("x-known")?, true)))?;
        Some(Self::Listed { values: values.clone(), open, text })
    }

    fn text(words: &mut Words<'_>) -> Self {
        if let Some(Value::Object(node)) = words.word("x-numeric") {
            let mut limits = Words { node, read: Vec::new() };
            let whole = limits.word("whole") == Some(&Value::Bool(true));
            return Self::NumberAsText { range: limits.range(), whole };
        }
        let least = words.count("minLength").unwrap_or_default();
        let pattern = words.word("pattern").and_then(Value::as_str).map(str::to_owned);
        Self::Text { least, most: words.count("maxLength"), pattern }
    }

    fn whole(words: &mut Words<'_>) -> Self {
        let width = words.node.get("x-rust").and_then(|rust| rust.get("width")).and_then(Value::as_str);
        let ends = match width {
            Some("u64") => [0, i128::from(u64::MAX)],
            _ => [i128::from(i64::MIN), i128::from(i64::MAX)],
        };
        Self::Whole { range: words.range(), ends }
    }

    fn array(words: &mut Words<'_>) -> Result<Option<Self>, Unreadable> {
        let (least, most) = (words.count("minItems").unwrap_or_default(), words.count("maxItems"));
        if let Some(places) = words.list("prefixItems") {
            return Ok(Some(Self::Tuple(places.iter().map(Self::read).collect::<Result<_, _>>()?)));
        }
        let unique = words.word("uniqueItems") == Some(&Value::Bool(true));
        let Some(item) = words.word("items") else { return Ok(None) };
        Ok(Some(Self::List { item: Box::new(Self::read(item)?), least, most, unique }))
    }

    fn object(words: &mut Words<'_>) -> Result<Option<Self>, Unreadable> {
        if let Some(value) = words.word("additionalProperties") {
            return Ok(Some(Self::Map(Box::new(Self::read(value)?))));
        }
        let required = words.list("required");
        let Some(properties) = words.word("properties").and_then(Value::as_object) else { return Ok(None) };
        let member = |(name, node): (&String, &Value)| {
            let absence = node.get("x-null").is_some_and(|null| null == "same");
            Ok(Member {
                name: name.clone(),
                required: required.is_some_and(|required| required.iter().any(|required| required == name)),
                null: if absence { Null::Absence } else { Null::Value },
                shape: Self::read(node)?,
            })
        };
        Ok(Some(Self::Record(properties.iter().map(member).collect::<Result<_, _>>()?)))
    }
}

impl Arm {
    fn read(node: &Value) -> Result<Self, Unreadable> {
        let tag = node.get("x-tag").and_then(|tag| {
            let values = tag.get("values")?.as_array()?.clone();
            Some((tag.get("property")?.as_str()?.to_owned(), values))
        });
        Ok(Self { shape: Shape::read(node)?, tag })
    }
}
