//! `anyOf`: nullable values and unions.

use serde_json::Value;

use crate::schema::Schema;

use super::{
    Violation,
    array::is_same,
    checker::{Checker, Issue},
};

/// Message for a discriminator of another variant.
const OTHER_VARIANT: &str = "Input should be a discriminator value of this variant";

impl Checker {
    /// Accepts a value that matches any variant; otherwise reports the violations of the closest variant.
    pub(super) fn any_of(&mut self, schema: Schema<'_>, value: &Value) {
        if value.is_null() && schema.variants().any(Schema::is_null) {
            return;
        }
        let mut attempts = Vec::new();
        for variant in schema.variants().filter(|variant| !variant.is_null()) {
            let violations = self.attempt(variant, value);
            if violations.is_empty() {
                return;
            }
            attempts.push(violations);
        }
        let nearest = attempts.into_iter().min_by_key(|violations| self.distance(violations));
        self.found.extend(nearest.unwrap_or_default());
    }

    /// Returns the violations of a value against one variant without reporting them.
    fn attempt(&mut self, variant: Schema<'_>, value: &Value) -> Vec<Violation> {
        let before = self.found.len();
        if let Some((property, issue)) = discriminator_mismatch(variant, value) {
            let input = value.get(property).unwrap_or(value);
            self.nested(property, |checker| checker.report(issue, input));
        } else {
            self.value(variant, value);
        }
        self.found.split_off(before)
    }

    /// Ranks an attempt: a wrong JSON type or discriminator is farthest, then the number of missing fields counts, then the
    /// number of violations.
    fn distance(&self, violations: &[Violation]) -> (bool, usize, usize) {
        let is_type_issue = |issue: &Violation| issue.loc.len() == self.loc.len() && issue.r#type.ends_with("_type");
        let is_other = |issue: &Violation| issue.loc.len() == self.loc.len() + 1 && issue.msg == OTHER_VARIANT;
        let excluded = violations.iter().any(|issue| is_type_issue(issue) || is_other(issue));
        let missing = violations.iter().filter(|issue| issue.r#type == "missing").count();
        (excluded, missing, violations.len())
    }
}

/// Returns the discriminator property and its issue if it does not select this variant.
fn discriminator_mismatch<'e>(variant: Schema<'e>, value: &Value) -> Option<(&'e str, Issue)> {
    let tag = variant.keyword("x-discriminator")?;
    let property = tag.get("property")?.as_str()?;
    let expected = tag.get("values")?.as_array()?;
    let input = value.as_object()?.get(property);
    match input {
        Some(input) if expected.iter().any(|listed| is_same(listed, input)) => None,
        Some(_) => {
            let issue = Issue::new("one_of", OTHER_VARIANT);
            Some((property, issue.limit("expected", expected.clone())))
        }
        None => Some((property, Issue::new("missing", "Field required"))),
    }
}
