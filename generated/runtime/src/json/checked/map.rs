//! Limits of maps: number of properties.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Collection, FromItems, LimitedValue, Provenance};
use crate::json::codec::{Context, Issue, JsonCodec};

/// Limits of a map.
#[derive(Clone, Copy, Debug)]
pub struct MapLimits {
    min_properties: Option<(usize, Provenance)>,
    max_properties: Option<(usize, Provenance)>,
}

impl MapLimits {
    /// No limits.
    #[allow(clippy::new_without_default, reason = "constants cannot call `Default`")]
    pub const fn new() -> Self {
        Self { min_properties: None, max_properties: None }
    }

    /// Sets the minimum number of properties.
    #[must_use]
    pub const fn min_properties(self, count: usize, provenance: Provenance) -> Self {
        Self { min_properties: Some((count, provenance)), ..self }
    }

    /// Sets the maximum number of properties.
    #[must_use]
    pub const fn max_properties(self, count: usize, provenance: Provenance) -> Self {
        Self { max_properties: Some((count, provenance)), ..self }
    }

    fn check(&self, count: usize) -> Result<(), Issue> {
        match (self.min_properties, self.max_properties) {
            (Some((least, provenance)), _) if count < least => {
                let msg = format!("Dictionary should have at least {least} items, not {count}");
                Err(Issue::new("too_short", msg).limit("min_length", least, Some(provenance.to_string())))
            }
            (_, Some((most, provenance))) if count > most => {
                let msg = format!("Dictionary should have at most {most} items, not {count}");
                Err(Issue::new("too_long", msg).limit("max_length", most, Some(provenance.to_string())))
            }
            _ => Ok(()),
        }
    }
}

impl<T: JsonCodec> LimitedValue for BTreeMap<String, T> {
    type Limits = MapLimits;

    fn check(&self, limits: &MapLimits) -> Result<(), Issue> {
        limits.check(self.len())
    }

    fn decode_checked(json: &Value, limits: &MapLimits, context: &mut Context) -> Option<Self> {
        let before = context.violation_count();
        // The undecoded object is checked, so that an invalid value does not hide a violation of the map.
        if let Some(Err(issue)) = json.as_object().map(|properties| limits.check(properties.len())) {
            context.report(issue, Some(json));
        }
        let properties = Self::decode(json, context)?;
        (context.violation_count() == before).then_some(properties)
    }
}

impl<T: JsonCodec> Collection for BTreeMap<String, T> {
    type Contents = Self;

    fn contents(&self) -> &Self {
        self
    }
}

impl<K: Into<String>, T: JsonCodec> FromItems<(K, T)> for BTreeMap<String, T> {
    fn from_items<const N: usize>(items: [(K, T); N]) -> Self {
        items.into_iter().map(|(name, value)| (name.into(), value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json::{
        checked::{Checked, FieldLimits},
        codec::from_json,
    };

    #[derive(Debug)]
    enum Labels {}

    impl FieldLimits for Labels {
        type Value = BTreeMap<String, i64>;
        const FIELD: &'static str = "labels";
        const LIMITS: MapLimits = MapLimits::new()
            .min_properties(1, Provenance::Keyword("minProperties"))
            .max_properties(2, Provenance::Keyword("maxProperties"));
    }

    type CheckedLabels = Checked<Labels>;

    #[test]
    fn the_number_of_properties_is_checked() {
        assert_eq!(CheckedLabels::try_from([("a", 1), ("b", 2)]).map(|labels| labels.len()).ok(), Some(2));
        let error = CheckedLabels::try_from([("a", 1), ("b", 2), ("c", 3)]).map_err(|error| error.to_string());
        assert!(error.is_err_and(|error| error.contains("at most 2")));
        assert_eq!(CheckedLabels::unchecked(BTreeMap::new()).len(), 0);
    }

    #[test]
    fn a_violation_of_the_map_and_of_its_values_are_both_reported() {
        let kinds = |value: serde_json::Value| match from_json::<CheckedLabels>(&value) {
            Ok(_) => Vec::new(),
            Err(violations) => violations.into_iter().map(|violation| violation.r#type.into_owned()).collect(),
        };
        assert_eq!(kinds(json!({ "a": 1 })), [""; 0]);
        assert_eq!(kinds(json!({})), ["too_short"]);
        assert_eq!(kinds(json!({ "a": 1, "b": 2, "c": "x" })), ["too_long", "int_type"]);
        assert_eq!(kinds(json!([])), ["dict_type"]);
    }
}
