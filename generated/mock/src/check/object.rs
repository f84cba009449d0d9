//! Objects: those with known members, and maps.

use serde_json::Value;

use crate::schema::Schema;

use super::walk::{Fault, Walk};

impl Walk {
    pub(super) fn object(&mut self, schema: Schema<'_>, value: &Value) {
        let Value::Object(given) = value else {
            return self.mistyped("dict_type", "a valid dictionary", value);
        };
        for (name, member) in members(schema) {
            self.below(name, |walk| match given.get(name) {
                Some(given) => walk.value(member, given),
                None if schema.requires(name) => walk.refuse(Fault::new("missing", "Field required"), value),
                None => {}
            });
        }
        if let Some(every) = schema.inner("additionalProperties") {
            let known = schema.word("properties");
            for (name, given) in given.iter().filter(|(name, _)| known.and_then(|known| known.get(*name)).is_none()) {
                self.below(name.as_str(), |walk| walk.value(every, given));
            }
        }
    }
}

/// The members of an object: in the order that people see, then those that the order leaves out.
fn members(schema: Schema<'_>) -> Vec<(&str, Schema<'_>)> {
    let mut members = schema.members();
    let properties = schema.word("properties").and_then(Value::as_object);
    for (name, member) in properties.into_iter().flatten() {
        if !members.iter().any(|(known, _)| known == name) {
            members.push((name, schema.at(member)));
        }
    }
    members
}
