use serde_json::{Value, json};

use super::{ArrayLimits, Checked, FieldLimits, NumberLimits, Provenance};
use crate::json::codec::{JsonCodec, violations};

enum Tenths {}

impl FieldLimits for Tenths {
    type Value = f64;
    const FIELD: &'static str = "tenths";
    const LIMITS: NumberLimits = NumberLimits::new().multiple_of(0.1, Provenance::Keyword("multipleOf"));
}

struct Unique<T>(T);

impl<T: JsonCodec + 'static> FieldLimits for Unique<T> {
    type Value = Vec<T>;
    const FIELD: &'static str = "unique";
    const LIMITS: ArrayLimits = ArrayLimits::new().unique(Provenance::Keyword("uniqueItems"));
}

fn types(violations: &[crate::Violation]) -> Vec<&str> {
    violations.iter().map(|violation| violation.r#type.as_ref()).collect()
}

#[test]
fn a_float_without_a_fraction_is_a_multiple_of_any_step() {
    for number in [json!(0.3), json!(-0.3), json!(1e18), json!(1e20), json!(-1e300)] {
        assert!(violations::<Checked<Tenths>>(&number).is_empty(), "{number}");
    }
    assert_eq!(types(&violations::<Checked<Tenths>>(&json!(0.35))), ["multiple_of"]);
}

#[test]
fn items_with_equal_json_are_equal() {
    let numbers = |json: Value| violations::<Checked<Unique<f64>>>(&json);
    assert_eq!(types(&numbers(json!([1, 1.0]))), ["unique_items"]);
    assert_eq!(types(&numbers(json!([0.0, -0.0]))), ["unique_items"]);
    assert!(numbers(json!([1, 1.5, -1, u64::MAX])).is_empty());
    let arrays = violations::<Checked<Unique<Vec<f64>>>>(&json!([[1, 2], [1.0, 2.0]]));
    assert_eq!(types(&arrays), ["unique_items"]);
    let strings = violations::<Checked<Unique<String>>>(&json!(["1", "1.0", 1, 1]));
    assert_eq!(types(&strings), ["unique_items", "string_type", "string_type"]);
}
