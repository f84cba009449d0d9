//! Structs with their setters, enums and unions of an endpoint's module.

use serde_json::Value;

use super::{
    json,
    piece::Piece,
    value::{Made, Place, Writer, joined},
};
use crate::schema::Schema;

impl Writer<'_> {
    pub(super) fn set(self, schema: Schema<'_>, json: &Value) -> Option<Made> {
        let path = self.path(schema)?;
        let listed = |word: &str| schema.array(word).iter().position(|value| value == json);
        if let Some(index) = listed("enum").or_else(|| listed("x-known")) {
            let variant = schema.rust_hint("variants")?.get(index)?.as_str()?;
            return Some(Made::text(format!("{path}::{variant}")));
        }
        let literal = match (schema.string("type")?, json) {
            ("string", Value::String(text)) => json::text(text),
            ("integer", Value::Number(number)) => format!("{}_i64", number.as_i64()?),
            _ => return None,
        };
        if schema.keyword("x-known").is_some() {
            return Some(Made::text(literal).within(format!("{path}::from("), ")"));
        }
        self.try_from(schema, Piece::Text(literal), false)
    }

    pub(super) fn union(self, schema: Schema<'_>, json: &Value, place: Place) -> Option<Made> {
        let path = self.path(schema)?;
        let variants = schema.rust_hint("variants")?.as_array()?;
        let made =
            schema.variants().zip(variants).filter(|(arm, _)| carries_tag(*arm, json)).filter_map(|(arm, name)| {
                let made = self.value(arm, json, Place::Exact)?;
                // Setters convert a named type into its variant.
                let says = place == Place::Argument && arm.rust_kind() != Some("box") && is_named(arm);
                Some(if says { made } else { made.within(format!("{path}::{}(", name.as_str()?), ")") })
            });
        let made: Vec<Made> = made.collect();
        let whole = made.iter().find(|made| made.kept).or(made.first()).cloned()?;
        Some(if schema.rust_kind() == Some("box") { whole.within("Box::new(", ")") } else { whole })
    }

    pub(super) fn boxed(self, schema: Schema<'_>, json: &Value) -> Option<Made> {
        let record = self.record(schema, json)?;
        Some(if schema.rust_kind() == Some("box") { record.within("Box::new(", ")") } else { record })
    }

    fn record(self, schema: Schema<'_>, json: &Value) -> Option<Made> {
        let payload = json.as_object()?;
        let members = schema.properties();
        let required = members.iter().filter(|(name, _)| schema.requires(name));
        let arguments = required.map(|(name, member)| self.value(*member, payload.get(*name)?, Place::Argument));
        let new = joined(format!("{}::new(", self.path(schema)?), arguments.collect::<Option<_>>()?, ")");
        let optional = members.iter().filter(|(name, _)| !schema.requires(name));
        let set = optional.filter_map(|(name, member)| Some(self.set_member(name, *member, payload.get(*name)?)));
        let unknown = payload.iter().filter(|(name, _)| !members.iter().any(|(known, _)| known == name));
        let extra = unknown.map(|(name, value)| extra(name, value));
        let calls: Vec<Made> = set.chain(extra).collect();
        let kept = new.kept && calls.iter().all(|call| call.kept);
        let piece = if calls.is_empty() {
            new.piece
        } else {
            Piece::Chain(Box::new(new.piece), calls.into_iter().map(|call| call.piece).collect())
        };
        Some(Made { piece, kept })
    }

    /// Returns a call of the setter, or of `extra` if the setter does not accept the value.
    fn set_member(self, name: &str, member: Schema<'_>, json: &Value) -> Made {
        self.setter(member, json).unwrap_or_else(|| Made { kept: false, ..extra(name, json) })
    }

    fn setter(self, member: Schema<'_>, json: &Value) -> Option<Made> {
        let setter = |word: &str| member.rust_hint(word).and_then(Value::as_str);
        let meaning = member.keyword("x-null");
        if meaning.is_some() && json.is_null() {
            return setter("null").map(|null| Made::text(format!(".{null}()")));
        }
        let value = if meaning.is_some() { member.variants().next()? } else { member };
        let value = self.value(value, json, Place::Argument)?;
        Some(value.within(format!(".{}(", setter("setter")?), ")"))
    }
}

fn extra(name: &str, json: &Value) -> Made {
    Made::kept(Piece::call(".extra(", vec![Piece::Text(json::text(name)), json::argument(json)], ")"))
}

/// Whether the expression of a value names its type.
fn is_named(schema: Schema<'_>) -> bool {
    schema.type_name().is_some() && schema.rust_kind() != Some("checked")
}

/// Whether the value's discriminator selects the variant.
fn carries_tag(arm: Schema<'_>, json: &Value) -> bool {
    let Some(tag) = arm.keyword("x-tag") else { return true };
    let property = tag.get("property").and_then(Value::as_str).unwrap_or_default();
    let values = tag.get("values").and_then(Value::as_array);
    json.get(property).is_some_and(|value| values.is_some_and(|values| values.contains(value)))
}
