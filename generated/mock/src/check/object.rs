//! Objects with properties, and maps.

use serde_json::Value;

use crate::schema::Schema;

use super::checker::{Checker, Issue};

impl Checker {
    pub(super) fn object(&mut self, schema: Schema<'_>, value: &Value) {
        let Value::Object(object) = value else {
            return self.report_type("dict_type", "a valid dictionary", value);
        };
        for (name, property) in schema.properties() {
            self.nested(name, |checker| match object.get(name) {
                Some(value) => checker.value(property, value),
                None if schema.requires(name) => checker.report(Issue::new("missing", "Field required"), value),
                None => {}
            });
        }
        if let Some(additional) = schema.subschema("additionalProperties") {
            for (name, value) in object.iter().filter(|(name, _)| schema.property(name).is_none()) {
                self.nested(name.as_str(), |checker| checker.value(additional, value));
            }
        }
    }
}
