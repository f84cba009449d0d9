use serde_json::{Value, json};

use super::{BoundedVec, Number, NumberLimits, NumberRules, Provenance, VecLimits, VecRules};
use crate::json::codec::violations;

enum Tenths {}

impl NumberLimits for Tenths {
    const FIELD: &'static str = "tenths";
    const RULES: NumberRules = NumberRules::new().multiple_of(0.1, Provenance::Keyword("multipleOf"));
}

enum Distinct {}

impl VecLimits for Distinct {
    const FIELD: &'static str = "distinct";
    const RULES: VecRules = VecRules::new().unique(Provenance::Keyword("uniqueItems"));
}

fn kinds(faults: &[crate::Violation]) -> Vec<&str> {
    faults.iter().map(|fault| fault.r#type.as_ref()).collect()
}

#[test]
fn a_number_too_large_for_a_fraction_is_on_every_step() {
    for number in [json!(0.3), json!(-0.3), json!(1e18), json!(1e20), json!(-1e300)] {
        assert!(violations::<Number<Tenths>>(&number).is_empty(), "{number}");
    }
    assert_eq!(kinds(&violations::<Number<Tenths>>(&json!(0.35))), ["multiple_of"]);
}

#[test]
fn items_that_are_sent_as_the_same_are_the_same() {
    let numbers = |json: Value| violations::<BoundedVec<f64, Distinct>>(&json);
    assert_eq!(kinds(&numbers(json!([1, 1.0]))), ["unique_items"]);
    assert_eq!(kinds(&numbers(json!([0.0, -0.0]))), ["unique_items"]);
    assert!(numbers(json!([1, 1.5, -1, u64::MAX])).is_empty());
    let lists = violations::<BoundedVec<Vec<f64>, Distinct>>(&json!([[1, 2], [1.0, 2.0]]));
    assert_eq!(kinds(&lists), ["unique_items"]);
    let texts = violations::<BoundedVec<String, Distinct>>(&json!(["1", "1.0", 1, 1]));
    assert_eq!(kinds(&texts), ["unique_items", "string_type", "string_type"]);
}
