//! Dispatches on the schema's type and checks scalars.

use serde_json::Value;

use crate::schema::Schema;

use super::{
    array::is_same,
    checker::{Checker, Issue},
    number,
    string::{self, NumericStringCheck},
};

impl Checker {
    /// Checks a value against a schema. A schema without a type accepts every value.
    pub(super) fn value(&mut self, schema: Schema<'_>, value: &Value) {
        if schema.keyword("anyOf").is_some() {
            return self.any_of(schema, value);
        }
        if schema.keyword("type").is_none() && schema.keyword("enum").is_some() {
            return self.report_any(enum_issue(schema, value), value);
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
        let issue = if schema.keyword("x-known").is_some() {
            None
        } else if schema.keyword("enum").is_some() {
            enum_issue(schema, value)
        } else if let Some(numeric) = schema.subschema("x-numeric") {
            NumericStringCheck::new(numeric).issue(text)
        } else {
            string::issue(schema, text)
        };
        self.report_any(issue, value);
    }

    /// Checks the limits before the range of the integer type, because the limits come from the document.
    fn integer(&mut self, schema: Schema<'_>, value: &Value) {
        let width = schema.rust_hint("width").and_then(Value::as_str).unwrap_or("i64");
        let Some(integer) = number::integer(value) else {
            return self.report_type("int_type", "a valid integer", value);
        };
        if let Some(issue) = number::integer_issue(schema, integer) {
            self.report(issue, value);
        } else if !number::fits(integer, width) {
            self.report_type("int_type", "a valid 64-bit integer", value);
        } else if schema.keyword("enum").is_some() {
            self.report_any(enum_issue(schema, value), value);
        }
    }

    fn number(&mut self, schema: Schema<'_>, value: &Value) {
        match value.as_f64() {
            Some(number) => self.report_any(number::issue(schema, number), value),
            None => self.report_type("float_type", "a valid number", value),
        }
    }
}

/// Returns the issue of a value that is not in `enum`.
fn enum_issue(schema: Schema<'_>, value: &Value) -> Option<Issue> {
    let values = schema.array("enum");
    if values.iter().any(|listed| is_same(listed, value)) {
        return None;
    }
    let allowed: Vec<String> = values.iter().map(ToString::to_string).collect();
    let issue = Issue::new("one_of", format!("Input should be one of {}", allowed.join(", ")));
    Some(issue.limit("expected", values.to_vec()))
}
