//! A value by the type of its schema: what is no object, list or union is held against its limits here.

use serde_json::Value;

use crate::schema::Schema;

use super::{
    checker::{Checker, Issue},
    number,
    string::{self, Numeric},
};

impl Checker {
    /// Holds a value against a schema. A schema without a type takes anything.
    pub(super) fn value(&mut self, schema: Schema<'_>, value: &Value) {
        if schema.keyword("anyOf").is_some() {
            return self.alternatives(schema, value);
        }
        match schema.string("type") {
            Some("object") => self.object(schema, value),
            Some("array") => self.array(schema, value),
            Some("string") => self.text(schema, value),
            Some("integer") => self.integer(schema, value),
            Some("number") => self.number(schema, value),
            Some("boolean") if !value.is_boolean() => self.report_type("bool_type", "a valid boolean", value),
            Some("null") if !value.is_null() => self.report_type("none_required", "null", value),
            _ => {}
        }
    }

    fn text(&mut self, schema: Schema<'_>, value: &Value) {
        let Some(text) = value.as_str() else { return self.report_type("string_type", "a valid string", value) };
        let fault = if schema.keyword("x-known").is_some() {
            None
        } else if schema.keyword("enum").is_some() {
            unlisted(schema, value)
        } else if let Some(numeric) = schema.subschema("x-numeric") {
            Numeric::new(numeric).issue(text)
        } else {
            string::issue(schema, text)
        };
        self.report_any(fault, value);
    }

    /// Limits go before the range of the integer's type, as they are what the document says.
    fn integer(&mut self, schema: Schema<'_>, value: &Value) {
        let width = schema.rust_hint("width").and_then(Value::as_str).unwrap_or("i64");
        let Some(whole) = number::whole(value, width) else {
            return self.report_type("int_type", "a valid integer", value);
        };
        if let Some(fault) = number::integer_issue(schema, whole) {
            self.report(fault, value);
        } else if !number::fits(whole, width) {
            self.report_type("int_type", "a valid 64-bit integer", value);
        } else if schema.keyword("enum").is_some() {
            self.report_any(unlisted(schema, value), value);
        }
    }

    fn number(&mut self, schema: Schema<'_>, value: &Value) {
        match value.as_f64() {
            Some(number) => self.report_any(number::issue(schema, number), value),
            None => self.report_type("float_type", "a valid number", value),
        }
    }
}

/// The fault of a value that is not in the schema's list.
fn unlisted(schema: Schema<'_>, value: &Value) -> Option<Issue> {
    let listed = schema.array("enum");
    if listed.contains(value) {
        return None;
    }
    let words: Vec<String> = listed.iter().map(ToString::to_string).collect();
    let fault = Issue::new("one_of", format!("Input should be one of {}", words.join(", ")));
    Some(fault.limit("expected", listed.to_vec()))
}
