//! Turns JSON values into Rust expressions of the type that their schema describes. Structs, enums and unions are in
//! `named`.

use serde_json::Value;

use super::{expression::Expression, json, limits};
use crate::{check, schema::Schema};

/// Opening text of the expression for a map.
pub(super) const MAP: &str = "BTreeMap::";

/// The position of an expression, which determines the conversions that apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValuePosition {
    /// An argument of a constructor or setter, which converts strings, arrays of strings, unions and JSON.
    Argument,
    /// Any other position, which requires the exact type.
    Exact,
}

/// An expression, and whether the value satisfies the limits of its type.
#[derive(Clone, Debug)]
pub(super) struct ValueExpr {
    pub(super) expression: Expression,
    pub(super) is_valid: bool,
}

/// Writes the values of one endpoint.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writer<'e> {
    /// The name that the program has for the endpoint's module.
    pub(super) module: &'e str,
}

impl ValueExpr {
    pub(super) fn valid(expression: Expression) -> Self {
        Self { expression, is_valid: true }
    }

    pub(super) fn from_text(text: impl Into<String>) -> Self {
        Self::valid(Expression::from_text(text))
    }

    /// Wraps the expression in a call.
    pub(super) fn within(self, open: impl Into<String>, close: &'static str) -> Self {
        Self { expression: Expression::call(open, vec![self.expression], close), is_valid: self.is_valid }
    }
}

/// Combines expressions as the arguments of a call.
pub(super) fn joined(open: impl Into<String>, expr: Vec<ValueExpr>, close: &'static str) -> ValueExpr {
    let is_valid = expr.iter().all(|expr| expr.is_valid);
    ValueExpr {
        expression: Expression::call(open, expr.into_iter().map(|expr| expr.expression).collect(), close),
        is_valid,
    }
}

impl Writer<'_> {
    /// Returns the expression of a value, or `None` if the type cannot represent it.
    pub(super) fn value(self, schema: Schema<'_>, json: &Value, position: ValuePosition) -> Option<ValueExpr> {
        if schema.rust_hint("variants").is_some() {
            return if schema.keyword("anyOf").is_some() {
                self.union(schema, json, position)
            } else {
                self.enum_value(schema, json)
            };
        }
        if schema.keyword("anyOf").is_some() {
            return self.nullable(schema, json);
        }
        match schema.string("type") {
            None => Some(ValueExpr::valid(if position == ValuePosition::Exact {
                json::exact(json)
            } else {
                json::argument(json)
            })),
            Some("boolean") => json.as_bool().map(|value| ValueExpr::from_text(value.to_string())),
            Some("integer") => self.integer(schema, json),
            Some("number") => self.number(schema, json),
            Some("string") => self.string(schema, json, position),
            Some("array") => self.array(schema, json, position),
            Some("object") if schema.keyword("properties").is_some() => self.boxed(schema, json),
            Some("object") => self.map(schema, json),
            Some(_) => None,
        }
    }

    /// Returns the path of a named type.
    pub(super) fn path(self, schema: Schema<'_>) -> Option<String> {
        Some(format!("{}::{}", self.module, schema.type_name()?))
    }

    pub(super) fn try_from(self, schema: Schema<'_>, value: Expression, is_valid: bool) -> Option<ValueExpr> {
        let expression = Expression::call(format!("{}::try_from(", self.path(schema)?), vec![value], ")?");
        Some(ValueExpr { expression, is_valid })
    }

    fn integer(self, schema: Schema<'_>, json: &Value) -> Option<ValueExpr> {
        let Value::Number(number) = json else { return None };
        let value = check::integer(json)?;
        let width = schema.rust_hint("width").and_then(Value::as_str);
        let fits = limits::fits(width, value);
        if schema.rust_kind() != Some("constrained") {
            return fits.then(|| ValueExpr::from_text(value.to_string()));
        }
        let keyword = |keyword: &str| schema.keyword(keyword).and_then(Value::as_f64);
        if fits && limits::number(keyword, number.as_f64()?) {
            return Some(checked(value.to_string()));
        }
        let suffix = if limits::fits(None, value) { "i64" } else { "u64" };
        self.try_from(schema, Expression::Text(format!("{value}_{suffix}")), false)
    }

    fn number(self, schema: Schema<'_>, json: &Value) -> Option<ValueExpr> {
        let value = json.as_f64()?;
        let literal = json::float(value);
        if schema.rust_kind() != Some("constrained") {
            return Some(ValueExpr::from_text(literal));
        }
        if limits::number(|keyword| schema.keyword(keyword)?.as_f64(), value) {
            return Some(checked(literal));
        }
        self.try_from(schema, Expression::Text(format!("{literal}_f64")), false)
    }

    fn string(self, schema: Schema<'_>, json: &Value, position: ValuePosition) -> Option<ValueExpr> {
        let text = json.as_str()?;
        let literal = json::string(text);
        if schema.rust_kind() != Some("constrained") {
            return Some(ValueExpr::from_text(if position == ValuePosition::Exact {
                literal + ".into()"
            } else {
                literal
            }));
        }
        if let Some(numeric) = schema.keyword("x-numeric") {
            return self.numeric(schema, numeric, text);
        }
        let within = limits::length(schema, text);
        if within && schema.keyword("pattern").is_none() {
            return Some(checked(literal));
        }
        self.try_from(schema, Expression::Text(literal), within)
    }

    /// Returns the expression of a numeric string: a number literal if it is formatted to the same string.
    fn numeric(self, schema: Schema<'_>, numeric: &Value, text: &str) -> Option<ValueExpr> {
        let is_integer = numeric.get("whole") == Some(&Value::Bool(true));
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && number.to_string() == text);
        let number = number.filter(|number| !is_integer || number.fract() == 0.0);
        let number = number.filter(|number| limits::number(|keyword| numeric.get(keyword)?.as_f64(), *number));
        match number {
            Some(_) => Some(checked(text.to_owned())),
            None => self.try_from(schema, Expression::Text(json::string(text)), false),
        }
    }

    fn array(self, schema: Schema<'_>, json: &Value, position: ValuePosition) -> Option<ValueExpr> {
        let items = json.as_array()?;
        if schema.keyword("prefixItems").is_some() && schema.keyword("items").is_some() {
            let array = json::exact(json);
            let vec = Expression::call("serde_json::from_value::<Vec<serde_json::Value>>(", vec![array], ")?");
            return self.try_from(schema, vec, true);
        }
        if let Some(kinds) = schema.keyword("prefixItems").and_then(Value::as_array) {
            return self.tuple(schema, kinds, items);
        }
        let item = schema.subschema("items")?;
        let is_checked = schema.rust_kind() == Some("constrained");
        let converts = position == ValuePosition::Argument && !is_checked && converts_items(item);
        let inner = if converts { ValuePosition::Argument } else { ValuePosition::Exact };
        let expr: Vec<ValueExpr> = items.iter().map(|json| self.value(item, json, inner)).collect::<Option<_>>()?;
        let list = match (converts, expr.is_empty()) {
            (true, true) => ValueExpr::from_text("Vec::<String>::new()"),
            (true, false) => joined("[", expr, "]"),
            _ => joined("vec![", expr, "]"),
        };
        if !is_checked {
            return Some(list);
        }
        let is_valid = list.is_valid && limits::items(schema, items);
        self.try_from(schema, list.expression, is_valid)
    }

    fn tuple(self, schema: Schema<'_>, kinds: &[Value], items: &[Value]) -> Option<ValueExpr> {
        let pairs = kinds.iter().zip(items).filter(|_| kinds.len() == items.len());
        let expr = pairs.map(|(kind, json)| self.value(schema.with_node(kind), json, ValuePosition::Exact));
        let expr: Vec<ValueExpr> = expr.collect::<Option<_>>()?;
        if expr.len() != kinds.len() {
            return None;
        }
        Some(joined("(", expr, if kinds.len() == 1 { ",)" } else { ")" }))
    }

    fn map(self, schema: Schema<'_>, json: &Value) -> Option<ValueExpr> {
        let properties = json.as_object()?;
        let inner = schema.subschema("additionalProperties")?;
        let pairs = properties.iter().map(|(name, json)| {
            let value = self.value(inner, json, ValuePosition::Exact)?;
            Some(joined("(", vec![ValueExpr::from_text(json::string(name) + ".into()"), value], ")"))
        });
        let pairs: Vec<ValueExpr> = pairs.collect::<Option<_>>()?;
        let map = if pairs.is_empty() {
            ValueExpr::valid(Expression::call(format!("{MAP}new("), Vec::new(), ")"))
        } else {
            joined(format!("{MAP}from(["), pairs, "])")
        };
        if schema.rust_kind() != Some("constrained") {
            return Some(map);
        }
        let is_valid = map.is_valid && limits::properties(schema, properties.len());
        self.try_from(schema, map.expression, is_valid)
    }

    fn nullable(self, schema: Schema<'_>, json: &Value) -> Option<ValueExpr> {
        if json.is_null() {
            return Some(ValueExpr::from_text("None"));
        }
        let inner = schema.variants().find(|variant| !variant.is_null())?;
        Some(self.value(inner, json, ValuePosition::Exact)?.within("Some(", ")"))
    }
}

fn checked(literal: String) -> ValueExpr {
    ValueExpr::from_text(literal).within("checked!(", ")")
}

/// Whether setters convert the items of an array.
fn converts_items(schema: Schema<'_>) -> bool {
    let is_plain = schema.rust_hint("variants").is_none() && schema.rust_kind() != Some("constrained");
    schema.string("type") == Some("string") && is_plain
}
