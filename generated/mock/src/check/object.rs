//! Objects: those with known members, and maps.

use serde_json::Value;

use crate::schema::Schema;

use super::checker::{Checker, Issue};

impl Checker {
    pub(super) fn object(&mut self, schema: Schema<'_>, value: &Value) {
        let Value::Object(given) = value else {
            return self.report_type("dict_type", "a valid dictionary", value);
        };
        for (name, member) in schema.properties() {
            self.nested(name, |checker| match given.get(name) {
                Some(given) => checker.value(member, given),
                None if schema.requires(name) => checker.report(Issue::new("missing", "Field required"), value),
                None => {}
            });
        }
        if let Some(every) = schema.subschema("additionalProperties") {
            let known = schema.keyword("properties");
            for (name, given) in given.iter().filter(|(name, _)| known.and_then(|known| known.get(*name)).is_none()) {
                self.nested(name.as_str(), |checker| checker.value(every, given));
            }
        }
    }
}
