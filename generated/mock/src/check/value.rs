//! A value by the type of its schema: what is no object, list or union is held against its limits here.

use serde_json::Value;

use crate::schema::Schema;

use super::{
    number,
    text::{self, Numeric},
    walk::{Fault, Walk},
};

impl Walk {
    /// Holds a value against a schema. A schema without a type takes anything.
    pub(super) fn value(&mut self, schema: Schema<'_>, value: &Value) {
        if schema.word("anyOf").is_some() {
            return self.alternatives(schema, value);
        }
        match schema.text("type") {
            Some("object") => self.object(schema, value),
            Some("array") => self.array(schema, value),
            Some("string") => self.text(schema, value),
            Some("integer") => self.integer(schema, value),
            Some("number") => self.number(schema, value),
            Some("boolean") if !value.is_boolean() => self.mistyped("bool_type", "a valid boolean", value),
            Some("null") if !value.is_null() => self.mistyped("none_required", "null", value),
            _ => {}
        }
    }

    fn text(&mut self, schema: Schema<'_>, value: &Value) {
        let Some(text) = value.as_str() else { return self.mistyped("string_type", "a valid string", value) };
        let fault = if schema.word("x-known").is_some() {
            None
        } else if schema.word("enum").is_some() {
            unlisted(schema, value)
        } else if let Some(numeric) = schema.inner("x-numeric") {
            Numeric::new(numeric).fault(text)
        } else {
            text::fault(schema, text)
        };
        self.refuse_for(fault, value);
    }

    /// Limits go before the range of the integer's type, as they are what the document says.
    fn integer(&mut self, schema: Schema<'_>, value: &Value) {
        let width = schema.rust("width").and_then(Value::as_str).unwrap_or("i64");
        let Some(whole) = number::whole(value, width) else {
            return self.mistyped("int_type", "a valid integer", value);
        };
        if let Some(fault) = number::integer_fault(schema, whole) {
            self.refuse(fault, value);
        } else if !number::fits(whole, width) {
            self.mistyped("int_type", "a valid 64-bit integer", value);
        } else if schema.word("enum").is_some() {
            self.refuse_for(unlisted(schema, value), value);
        }
    }

    fn number(&mut self, schema: Schema<'_>, value: &Value) {
        match value.as_f64() {
            Some(number) => self.refuse_for(number::fault(schema, number), value),
            None => self.mistyped("float_type", "a valid number", value),
        }
    }
}

/// The fault of a value that is not in the schema's list.
fn unlisted(schema: Schema<'_>, value: &Value) -> Option<Fault> {
    let listed = schema.list("enum");
    if listed.contains(value) {
        return None;
    }
    let words: Vec<String> = listed.iter().map(ToString::to_string).collect();
    let fault = Fault::new("one_of", format!("Input should be one of {}", words.join(", ")));
    Some(fault.limit("expected", listed.to_vec()))
}
