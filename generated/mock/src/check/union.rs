//! Alternatives: `null` or a value, and unions of several shapes.

use serde_json::Value;

use crate::schema::Schema;

use super::{
    Violation,
    checker::{Checker, Issue},
};

impl Checker {
    /// The first alternative that takes the value has it; where none does, the faults of the nearest are told.
    pub(super) fn alternatives(&mut self, schema: Schema<'_>, value: &Value) {
        if value.is_null() && schema.variants().any(Schema::is_null) {
            return;
        }
        let mut attempts = Vec::new();
        for arm in schema.variants().filter(|arm| !arm.is_null()) {
            let faults = self.attempt(arm, value);
            if faults.is_empty() {
                return;
            }
            attempts.push(faults);
        }
        let nearest = attempts.into_iter().min_by_key(|faults| self.distance(faults));
        self.found.extend(nearest.unwrap_or_default());
    }

    /// The faults of a value as one alternative; they are told by nobody yet.
    fn attempt(&mut self, arm: Schema<'_>, value: &Value) -> Vec<Violation> {
        let before = self.found.len();
        if let Some((property, fault)) = strange_tag(arm, value) {
            let given = value.get(property).unwrap_or(value);
            self.nested(property, |checker| checker.report(fault, given));
        } else {
            self.value(arm, value);
        }
        self.found.split_off(before)
    }

    /// How far an attempt was off: a value of another JSON type is farthest, then more faults are farther.
    fn distance(&self, faults: &[Violation]) -> (bool, usize) {
        let is_mistyped = |fault: &Violation| fault.loc.len() == self.loc.len() && fault.r#type.ends_with("_type");
        (faults.iter().any(is_mistyped), faults.len())
    }
}

/// The member that says of an object that it is of another alternative, and the fault that it has as this one.
fn strange_tag<'e>(arm: Schema<'e>, value: &Value) -> Option<(&'e str, Issue)> {
    let tag = arm.keyword("x-tag")?;
    let property = tag.get("property")?.as_str()?;
    let expected = tag.get("values")?.as_array()?;
    let given = value.as_object()?.get(property).filter(|given| given.is_string());
    match given {
        Some(given) if expected.contains(given) => None,
        Some(_) => {
            let fault = Issue::new("one_of", "Input should be a tag of this shape");
            Some((property, fault.limit("expected", expected.clone())))
        }
        None => Some((property, Issue::new("missing", "Field required"))),
    }
}
