//! Objects with properties, and maps.

use serde_json::{Map, Value};

use crate::schema::Schema;

use super::checker::{Checker, Issue};

impl Checker {
    pub(super) fn object(&mut self, schema: Schema<'_>, value: &Value) {
        let Value::Object(object) = value else {
            return self.report_type("dict_type", "a valid dictionary", value);
        };
        self.report_any(issue(schema, object.len()), value);
        for (name, property) in schema.properties() {
            self.nested(name, |checker| match object.get(name) {
                Some(value) => checker.value(property, value),
                None if schema.requires(name) => checker.report(Issue::new("missing", "Field required"), value),
                None => {}
            });
        }
        for rule in schema.array("allOf") {
            self.report_any(presence_issue(rule, object), value);
        }
        if let Some(additional) = schema.subschema("additionalProperties") {
            for (name, value) in object.iter().filter(|(name, _)| schema.property(name).is_none()) {
                self.nested(name.as_str(), |checker| checker.value(additional, value));
            }
        }
    }
}

/// Returns the violation of a rule that one of several lists of properties is present.
fn presence_issue(rule: &Value, object: &Map<String, Value>) -> Option<Issue> {
    let alternatives = rule.get("anyOf")?.as_array()?;
    let lists: Vec<Vec<&str>> = alternatives.iter().map(required).collect();
    if lists.iter().any(|names| names.iter().all(|name| object.contains_key(*name))) {
        return None;
    }
    let lists: Vec<String> = lists.iter().map(|names| names.join(" and ")).collect();
    Some(Issue::new("missing_alternatives", format!("one of these is required: {}", lists.join(", or "))))
}

fn required(alternative: &Value) -> Vec<&str> {
    let names = alternative.get("required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Returns the violation of the number of properties of a map.
fn issue(schema: Schema<'_>, count: usize) -> Option<Issue> {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    if let Some(min) = schema.count("minProperties").filter(|min| count < *min) {
        let msg = format!("Dictionary should have at least {min} items, not {count}");
        return Some(Issue::new("too_short", msg).limit("min_length", min));
    }
    let max = schema.count("maxProperties").filter(|max| count > *max)?;
    let msg = format!("Dictionary should have at most {max} items, not {count}");
    Some(Issue::new("too_long", msg).limit("max_length", max))
}
