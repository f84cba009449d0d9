//! Turns JSON values into Rust expressions of the type that their schema describes. Structs, enums and unions are in
//! `named`.

use serde_json::Value;

use super::{json, limits, piece::Piece};
use crate::schema::Schema;

/// Opening text of the expression for a map.
pub(super) const MAP: &str = "BTreeMap::";

/// The position of an expression, which determines the conversions that apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// An argument of a constructor or setter, which converts strings, arrays of strings, unions and JSON.
    Argument,
    /// Any other position, which requires the exact type.
    Exact,
}

/// An expression, and whether the value satisfies the limits of its type.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) piece: Piece,
    pub(super) kept: bool,
}

/// Writes the values of one endpoint.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writer<'e> {
    /// The name that the program has for the endpoint's module.
    pub(super) module: &'e str,
}

impl Made {
    pub(super) fn kept(piece: Piece) -> Self {
        Self { piece, kept: true }
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::kept(Piece::text_of(text))
    }

    /// Wraps the expression in a call.
    pub(super) fn within(self, open: impl Into<String>, close: &'static str) -> Self {
        Self { piece: Piece::call(open, vec![self.piece], close), kept: self.kept }
    }
}

/// Combines expressions as the arguments of a call.
pub(super) fn joined(open: impl Into<String>, made: Vec<Made>, close: &'static str) -> Made {
    let kept = made.iter().all(|made| made.kept);
    Made { piece: Piece::call(open, made.into_iter().map(|made| made.piece).collect(), close), kept }
}

impl Writer<'_> {
    /// Returns the expression of a value, or `None` if the type cannot represent it.
    pub(super) fn value(self, schema: Schema<'_>, json: &Value, place: Place) -> Option<Made> {
        if schema.rust_hint("variants").is_some() {
            return if schema.keyword("anyOf").is_some() {
                self.union(schema, json, place)
            } else {
                self.set(schema, json)
            };
        }
        if schema.keyword("anyOf").is_some() {
            return self.nullable(schema, json);
        }
        match schema.string("type") {
            None => Some(Made::kept(if place == Place::Exact { json::exact(json) } else { json::argument(json) })),
            Some("boolean") => json.as_bool().map(|value| Made::text(value.to_string())),
            Some("integer") => self.integer(schema, json),
            Some("number") => self.number(schema, json),
            Some("string") => self.text(schema, json, place),
            Some("array") => self.list(schema, json, place),
            Some("object") if schema.keyword("properties").is_some() => self.boxed(schema, json),
            Some("object") => self.map(schema, json),
            Some(_) => None,
        }
    }

    /// Returns the path of a named type.
    pub(super) fn path(self, schema: Schema<'_>) -> Option<String> {
        Some(format!("{}::{}", self.module, schema.type_name()?))
    }

    pub(super) fn try_from(self, schema: Schema<'_>, value: Piece, kept: bool) -> Option<Made> {
        let piece = Piece::call(format!("{}::try_from(", self.path(schema)?), vec![value], ")?");
        Some(Made { piece, kept })
    }

    fn integer(self, schema: Schema<'_>, json: &Value) -> Option<Made> {
        let Value::Number(number) = json else { return None };
        let value = limits::whole(number)?;
        let width = schema.rust_hint("width").and_then(Value::as_str);
        let fits = limits::fits(width, value);
        if schema.rust_kind() != Some("checked") {
            return fits.then(|| Made::text(value.to_string()));
        }
        let word = |word: &str| schema.keyword(word).and_then(Value::as_f64);
        if fits && limits::number(word, number.as_f64()?) {
            return Some(checked(value.to_string()));
        }
        let suffix = if limits::fits(None, value) { "i64" } else { "u64" };
        self.try_from(schema, Piece::Text(format!("{value}_{suffix}")), false)
    }

    fn number(self, schema: Schema<'_>, json: &Value) -> Option<Made> {
        let value = json.as_f64()?;
        let literal = json::float(value);
        if schema.rust_kind() != Some("checked") {
            return Some(Made::text(literal));
        }
        if limits::number(|word| schema.keyword(word)?.as_f64(), value) {
            return Some(checked(literal));
        }
        self.try_from(schema, Piece::Text(format!("{literal}_f64")), false)
    }

    fn text(self, schema: Schema<'_>, json: &Value, place: Place) -> Option<Made> {
        let text = json.as_str()?;
        let literal = json::text(text);
        if schema.rust_kind() != Some("checked") {
            return Some(Made::text(if place == Place::Exact { literal + ".into()" } else { literal }));
        }
        if let Some(numeric) = schema.keyword("x-numeric") {
            return self.numeric(schema, numeric, text);
        }
        let within = limits::length(schema, text);
        if within && schema.keyword("pattern").is_none() {
            return Some(checked(literal));
        }
        self.try_from(schema, Piece::Text(literal), within)
    }

    /// Returns the expression of a numeric string: a number literal if it is formatted to the same string.
    fn numeric(self, schema: Schema<'_>, numeric: &Value, text: &str) -> Option<Made> {
        let whole = numeric.get("whole") == Some(&Value::Bool(true));
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && number.to_string() == text);
        let number = number.filter(|number| !whole || number.fract() == 0.0);
        let number = number.filter(|number| limits::number(|word| numeric.get(word)?.as_f64(), *number));
        match number {
            Some(_) => Some(checked(text.to_owned())),
            None => self.try_from(schema, Piece::Text(json::text(text)), false),
        }
    }

    fn list(self, schema: Schema<'_>, json: &Value, place: Place) -> Option<Made> {
        let items = json.as_array()?;
        if let Some(kinds) = schema.keyword("prefixItems").and_then(Value::as_array) {
            return self.tuple(schema, kinds, items);
        }
        let item = schema.subschema("items")?;
        let is_checked = schema.rust_kind() == Some("checked");
        let converts = place == Place::Argument && !is_checked && is_text(item);
        let inner = if converts { Place::Argument } else { Place::Exact };
        let made: Vec<Made> = items.iter().map(|json| self.value(item, json, inner)).collect::<Option<_>>()?;
        let list = match (converts, made.is_empty()) {
            (true, true) => Made::text("Vec::<String>::new()"),
            (true, false) => joined("[", made, "]"),
            _ => joined("vec![", made, "]"),
        };
        if !is_checked {
            return Some(list);
        }
        let kept = list.kept && limits::items(schema, items);
        self.try_from(schema, list.piece, kept)
    }

    fn tuple(self, schema: Schema<'_>, kinds: &[Value], items: &[Value]) -> Option<Made> {
        let pairs = kinds.iter().zip(items).filter(|_| kinds.len() == items.len());
        let made = pairs.map(|(kind, json)| self.value(schema.with_node(kind), json, Place::Exact));
        let made: Vec<Made> = made.collect::<Option<_>>()?;
        if made.len() != kinds.len() {
            return None;
        }
        Some(joined("(", made, if kinds.len() == 1 { ",)" } else { ")" }))
    }

    fn map(self, schema: Schema<'_>, json: &Value) -> Option<Made> {
        let members = json.as_object()?;
        let inner = schema.subschema("additionalProperties")?;
        let pairs = members.iter().map(|(name, json)| {
            let value = self.value(inner, json, Place::Exact)?;
            Some(joined("(", vec![Made::text(json::text(name) + ".into()"), value], ")"))
        });
        let pairs: Vec<Made> = pairs.collect::<Option<_>>()?;
        let map = if pairs.is_empty() {
            Made::kept(Piece::call(format!("{MAP}new("), Vec::new(), ")"))
        } else {
            joined(format!("{MAP}from(["), pairs, "])")
        };
        if schema.rust_kind() != Some("checked") {
            return Some(map);
        }
        let kept = map.kept && limits::properties(schema, members.len());
        self.try_from(schema, map.piece, kept)
    }

    fn nullable(self, schema: Schema<'_>, json: &Value) -> Option<Made> {
        if json.is_null() {
            return Some(Made::text("None"));
        }
        let inner = schema.variants().find(|arm| !arm.is_null())?;
        Some(self.value(inner, json, Place::Exact)?.within("Some(", ")"))
    }
}

fn checked(literal: String) -> Made {
    Made::text(literal).within("checked!(", ")")
}

/// Whether setters convert the items of an array.
fn is_text(schema: Schema<'_>) -> bool {
    let is_plain = schema.rust_hint("variants").is_none() && schema.rust_kind() != Some("checked");
    schema.string("type") == Some("string") && is_plain
}
