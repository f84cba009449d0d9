//! Objects: those with known members, and maps.

use serde_json::Value;

use crate::schema::Schema;

use super::walk::{Fault, Walk};

impl Walk {
    pub(super) fn object(&mut self, schema: Schema<'_>, value: &Value) {
        let Value::Object(given) = value else {
            return self.mistyped("dict_type", "a valid dictionary", value);
        };
        for (name, member) in schema.members() {
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
