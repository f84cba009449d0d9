//! Arrays and tuples.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::schema::Schema;

use super::checker::{Checker, Issue};

impl Checker {
    pub(super) fn array(&mut self, schema: Schema<'_>, value: &Value) {
        let prefix = schema.array("prefixItems");
        match value {
            Value::Array(items) if schema.keyword("items").is_some() => self.list(schema, value, items),
            _ if schema.keyword("items").is_some() => self.report_type("list_type", "a valid list", value),
            Value::Array(items) if prefix.is_empty() => self.list(schema, value, items),
            Value::Array(items) => self.tuple(schema, prefix, value, items),
            _ if prefix.is_empty() => self.report_type("list_type", "a valid list", value),
            _ => self.report_type("tuple_type", "a valid tuple", value),
        }
    }

    /// Checks the limits of an array and its items.
    fn list(&mut self, schema: Schema<'_>, value: &Value, items: &[Value]) {
        self.report_any(issue(schema, items), value);
        let Some(rest) = schema.subschema("items") else { return };
        let positions = schema.array("prefixItems").iter().map(|position| schema.with_node(position));
        for (index, (item, item_schema)) in items.iter().zip(positions.chain(std::iter::repeat(rest))).enumerate() {
            self.nested(index, |checker| checker.value(item_schema, item));
        }
    }

    /// Checks the items of a tuple, unless its length is wrong: the positions are unclear then.
    fn tuple(&mut self, schema: Schema<'_>, prefix: &[Value], value: &Value, items: &[Value]) {
        if prefix.len() != items.len() {
            let msg = format!("Tuple should have {} items, not {}", prefix.len(), items.len());
            return self.report(Issue::new("tuple_length", msg), value);
        }
        for (index, (item_schema, item)) in prefix.iter().zip(items).enumerate() {
            self.nested(index, |checker| checker.value(schema.with_node(item_schema), item));
        }
    }
}

/// Returns the issue of the first violated limit of an array.
fn issue(schema: Schema<'_>, items: &[Value]) -> Option<Issue> {
    let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
    if let Some(min) = schema.count("minItems").filter(|min| count < *min) {
        let msg = format!("List should have at least {min} items, not {count}");
        return Some(Issue::new("sequence_too_short", msg).limit("min_length", min));
    }
    if let Some(max) = schema.count("maxItems").filter(|max| count > *max) {
        let msg = format!("List should have at most {max} items, not {count}");
        return Some(Issue::new("sequence_too_long", msg).limit("max_length", max));
    }
    let is_violated = schema.keyword("uniqueItems") == Some(&Value::Bool(true)) && has_duplicates(items);
    is_violated.then(|| Issue::new("unique_items", "List should not have the same item twice"))
}

fn has_duplicates(items: &[Value]) -> bool {
    let mut seen = BTreeSet::new();
    items.iter().any(|item| !seen.insert(canonical(item)))
}

/// Returns whether two values are equal in JSON Schema.
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    canonical(one) == canonical(other)
}

/// Returns the same string for values that are equal in JSON Schema: 1 equals 1.0 and the order of properties is ignored.
fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) => {
            let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0);
            float.map_or_else(|| number.to_string(), |integer| format!("{:.0}", integer + 0.0))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Object(properties) => {
            let mut parts: Vec<String> = properties
                .iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), canonical(value)))
                .collect();
            parts.sort();
            format!("{{{}}}", parts.join(","))
        }
        other => other.to_string(),
    }
}
