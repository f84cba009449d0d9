//! Equality of JSON values as JSON Schema defines it: 1 equals 1.0, and the order of properties is ignored.

use serde_json::Value;

use super::integer;

/// Returns whether two values are equal in JSON.
pub(crate) fn is_same(one: &Value, other: &Value) -> bool {
    one == other || canonical(one) == canonical(other)
}

/// Returns the same text for values that are equal in JSON, and different text for others.
pub(crate) fn canonical(json: &Value) -> String {
    match json {
        Value::Number(number) => integer(json)
            .map(|integer| integer.to_string())
            .or_else(|| number.as_f64().map(|float| float.to_string()))
            .unwrap_or_else(|| number.to_string()),
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        Value::Object(properties) => {
            let property =
                |(name, value): (&String, &Value)| format!("{}:{}", Value::from(name.as_str()), canonical(value));
            let mut properties: Vec<String> = properties.iter().map(property).collect();
            properties.sort();
            format!("{{{}}}", properties.join(","))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => json.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::is_same;

    #[test]
    fn numbers_are_compared_by_value_and_objects_without_order() {
        assert!(is_same(&json!([1, {"a": 2.0, "b": null}]), &json!([1.0, {"b": null, "a": 2}])));
        assert!(is_same(&json!(0.5), &json!(5e-1)));
    }

    #[test]
    fn values_of_other_types_or_lengths_differ() {
        for (one, other) in [(json!(1), json!("1")), (json!([1]), json!([1, 1])), (json!({"a": 1}), json!({}))] {
            assert!(!is_same(&one, &other), "{one} and {other}");
        }
    }
}
