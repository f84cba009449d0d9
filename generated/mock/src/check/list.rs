//! Lists of one kind of item, and tuples.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::schema::Schema;

use super::walk::{Fault, Walk};

impl Walk {
    pub(super) fn array(&mut self, schema: Schema<'_>, value: &Value) {
        let places = schema.list("prefixItems");
        match value {
            Value::Array(items) if places.is_empty() => self.list(schema, value, items),
            Value::Array(items) => self.tuple(schema, places, value, items),
            _ if places.is_empty() => self.mistyped("list_type", "a valid list", value),
            _ => self.mistyped("tuple_type", "a valid tuple", value),
        }
    }

    /// The faults of the list, and those of its items besides.
    fn list(&mut self, schema: Schema<'_>, value: &Value, items: &[Value]) {
        self.refuse_for(fault(schema, items), value);
        let Some(every) = schema.inner("items") else { return };
        for (index, item) in items.iter().enumerate() {
            self.below(index, |walk| walk.value(every, item));
        }
    }

    /// Which place an item belongs to is only known where none is missing or left over.
    fn tuple(&mut self, schema: Schema<'_>, places: &[Value], value: &Value, items: &[Value]) {
        if places.len() != items.len() {
            let msg = format!("Tuple should have {} items, not {}", places.len(), items.len());
            return self.refuse(Fault::new("tuple_length", msg), value);
        }
        for (index, (place, item)) in places.iter().zip(items).enumerate() {
            self.below(index, |walk| walk.value(schema.at(place), item));
        }
    }
}

/// The fault of the first limit that a list crosses.
fn fault(schema: Schema<'_>, items: &[Value]) -> Option<Fault> {
    let length = |word| schema.word(word).and_then(Value::as_u64);
    let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
    if let Some(least) = length("minItems").filter(|least| count < *least) {
        let msg = format!("List should have at least {least} items, not {count}");
        return Some(Fault::new("sequence_too_short", msg).limit("min_length", least));
    }
    if let Some(most) = length("maxItems").filter(|most| count > *most) {
        let msg = format!("List should have at most {most} items, not {count}");
        return Some(Fault::new("sequence_too_long", msg).limit("max_length", most));
    }
    let repeats = schema.word("uniqueItems") == Some(&Value::Bool(true)) && repeats(items);
    repeats.then(|| Fault::new("unique_items", "List should not have the same item twice"))
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
