//! Lists of one kind of item, and tuples.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::schema::Schema;

use super::checker::{Checker, Issue};

impl Checker {
    pub(super) fn array(&mut self, schema: Schema<'_>, value: &Value) {
        let places = schema.array("prefixItems");
        match value {
            Value::Array(items) if places.is_empty() => self.list(schema, value, items),
            Value::Array(items) => self.tuple(schema, places, value, items),
            _ if places.is_empty() => self.report_type("list_type", "a valid list", value),
            _ => self.report_type("tuple_type", "a valid tuple", value),
        }
    }

    /// The faults of the list, and those of its items besides.
    fn list(&mut self, schema: Schema<'_>, value: &Value, items: &[Value]) {
        self.report_any(issue(schema, items), value);
        let Some(every) = schema.subschema("items") else { return };
        for (index, item) in items.iter().enumerate() {
            self.nested(index, |checker| checker.value(every, item));
        }
    }

    /// Which place an item belongs to is only known where none is missing or left over.
    fn tuple(&mut self, schema: Schema<'_>, places: &[Value], value: &Value, items: &[Value]) {
        if places.len() != items.len() {
            let msg = format!("Tuple should have {} items, not {}", places.len(), items.len());
            return self.report(Issue::new("tuple_length", msg), value);
        }
        for (index, (place, item)) in places.iter().zip(items).enumerate() {
            self.nested(index, |checker| checker.value(schema.with_node(place), item));
        }
    }
}

/// The fault of the first limit that a list crosses.
fn issue(schema: Schema<'_>, items: &[Value]) -> Option<Issue> {
    let length = |word| schema.keyword(word).and_then(Value::as_u64);
    let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
    if let Some(least) = length("minItems").filter(|least| count < *least) {
        let msg = format!("List should have at least {least} items, not {count}");
        return Some(Issue::new("sequence_too_short", msg).limit("min_length", least));
    }
    if let Some(most) = length("maxItems").filter(|most| count > *most) {
        let msg = format!("List should have at most {most} items, not {count}");
        return Some(Issue::new("sequence_too_long", msg).limit("max_length", most));
    }
    let repeats = schema.keyword("uniqueItems") == Some(&Value::Bool(true)) && repeats(items);
    repeats.then(|| Issue::new("unique_items", "List should not have the same item twice"))
}

fn repeats(items: &[Value]) -> bool {
    let mut seen = BTreeSet::new();
    items.iter().any(|item| !seen.insert(canonical(item)))
}

/// The same text for values that JSON Schema calls equal: 1 and 1.0 are, and the order of members does not matter.
fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) => {
            let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0);
            float.map_or_else(|| number.to_string(), |whole| format!("{:.0}", whole + 0.0))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let mut parts: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), canonical(value)))
                .collect();
            parts.sort();
            format!("{{{}}}", parts.join(","))
        }
        other => other.to_string(),
    }
}
