//! Maps with limits on the number of properties.

use std::{collections::BTreeMap, fmt, marker::PhantomData, ops::Deref};

use serde_json::Value;

use super::{LimitError, Provenance, serde_through_wire};
use crate::json::codec::{Context, Issue, JsonCodec, to_json};

/// The limits of a map field. Generated code implements it for an uninhabited type per field.
pub trait MapLimits: 'static {
    /// The wire name of the field.
    const FIELD: &'static str;
    /// The limits.
    const RULES: MapRules;
}

/// Limits of a map.
#[derive(Clone, Copy, Debug)]
pub struct MapRules {
    min_properties: Option<(usize, Provenance)>,
    max_properties: Option<(usize, Provenance)>,
}

impl MapRules {
    /// Creates rules without limits.
    #[allow(clippy::new_without_default, reason = "constants cannot call `Default`")]
    pub const fn new() -> Self {
        Self { min_properties: None, max_properties: None }
    }

    /// Requires at least `count` properties.
    #[must_use]
    pub const fn min_properties(self, count: usize, provenance: Provenance) -> Self {
        Self { min_properties: Some((count, provenance)), ..self }
    }

    /// Allows at most `count` properties.
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

/// A map whose number of properties is within the limits `L`. Dereferences to [`BTreeMap`].
pub struct BoundedMap<T, L: MapLimits>(BTreeMap<String, T>, PhantomData<fn() -> L>);

impl<T, L: MapLimits> BoundedMap<T, L> {
    /// Creates a map without checking the limits. The server may reject it, and bill the attempt.
    pub fn unchecked(properties: impl Into<BTreeMap<String, T>>) -> Self {
        Self(properties.into(), PhantomData)
    }

    /// Returns the map.
    pub fn into_map(self) -> BTreeMap<String, T> {
        self.0
    }
}

impl<T, L: MapLimits> Deref for BoundedMap<T, L> {
    type Target = BTreeMap<String, T>;

    fn deref(&self) -> &BTreeMap<String, T> {
        &self.0
    }
}

impl<T: Clone, L: MapLimits> Clone for BoundedMap<T, L> {
    fn clone(&self) -> Self {
        Self::unchecked(self.0.clone())
    }
}

impl<T: PartialEq, L: MapLimits> PartialEq for BoundedMap<T, L> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: fmt::Debug, L: MapLimits> fmt::Debug for BoundedMap<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: JsonCodec, L: MapLimits> TryFrom<BTreeMap<String, T>> for BoundedMap<T, L> {
    type Error = LimitError;

    fn try_from(properties: BTreeMap<String, T>) -> Result<Self, LimitError> {
        match L::RULES.check(properties.len()) {
            Ok(()) => Ok(Self::unchecked(properties)),
            Err(issue) => Err(LimitError::new(L::FIELD, issue, to_json(&properties).unwrap_or(Value::Null))),
        }
    }
}

impl<K: Into<String>, T: JsonCodec, L: MapLimits, const N: usize> TryFrom<[(K, T); N]> for BoundedMap<T, L> {
    type Error = LimitError;

    fn try_from(properties: [(K, T); N]) -> Result<Self, LimitError> {
        let properties = properties.into_iter().map(|(name, value)| (name.into(), value));
        Self::try_from(properties.collect::<BTreeMap<String, T>>())
    }
}

impl<T: JsonCodec, L: MapLimits> JsonCodec for BoundedMap<T, L> {
    fn encode(&self, at: &mut Context) -> Value {
        self.0.encode(at)
    }

    fn decode(value: &Value, at: &mut Context) -> Option<Self> {
        let before = at.faults();
        // The limits apply to the JSON object, so that an invalid value does not hide a violation of the map.
        if let Some(Err(issue)) = value.as_object().map(|properties| L::RULES.check(properties.len())) {
            at.refuse(issue, Some(value));
        }
        let properties = BTreeMap::<String, T>::decode(value, at)?;
        (at.faults() == before).then(|| Self::unchecked(properties))
    }
}

serde_through_wire!(BoundedMap<T, L> where T: JsonCodec, L: MapLimits);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json::codec::from_json;

    #[derive(Debug)]
    enum Labels {}

    impl MapLimits for Labels {
        const FIELD: &'static str = "labels";
        const RULES: MapRules = MapRules::new()
            .min_properties(1, Provenance::Keyword("minProperties"))
            .max_properties(2, Provenance::Keyword("maxProperties"));
    }

    type BoundedLabels = BoundedMap<i64, Labels>;

    #[test]
    fn the_number_of_properties_is_checked() {
        assert_eq!(BoundedLabels::try_from([("a", 1), ("b", 2)]).map(|labels| labels.len()).ok(), Some(2));
        let error = BoundedLabels::try_from([("a", 1), ("b", 2), ("c", 3)]).map_err(|error| error.to_string());
        assert!(error.is_err_and(|error| error.contains("at most 2")));
        assert_eq!(BoundedLabels::unchecked(BTreeMap::new()).len(), 0);
    }

    #[test]
    fn a_violation_of_the_map_and_of_its_values_are_both_reported() {
        let kinds = |value: serde_json::Value| match from_json::<BoundedLabels>(&value) {
            Ok(_) => Vec::new(),
            Err(violations) => violations.into_iter().map(|violation| violation.r#type.into_owned()).collect(),
        };
        assert_eq!(kinds(json!({ "a": 1 })), [""; 0]);
        assert_eq!(kinds(json!({})), ["too_short"]);
        assert_eq!(kinds(json!({ "a": 1, "b": 2, "c": "x" })), ["too_long", "int_type"]);
        assert_eq!(kinds(json!([])), ["dict_type"]);
    }
}
