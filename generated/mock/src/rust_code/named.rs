//! Structs with their setters, enums and unions of an endpoint's module.

use serde_json::Value;

use super::{
    expression::Expression,
    json,
    value::{ValueExpr, ValuePosition, Writer, joined},
};
use crate::schema::Schema;

impl Writer<'_> {
    pub(super) fn enum_value(self, schema: Schema<'_>, json: &Value) -> Option<ValueExpr> {
        let path = self.path(schema)?;
        let listed = |keyword: &str| schema.array(keyword).iter().position(|value| value == json);
        if let Some(index) = listed("enum").or_else(|| listed("x-known")) {
            let variant = schema.rust_hint("variants")?.get(index)?.as_str()?;
            return Some(ValueExpr::from_text(format!("{path}::{variant}")));
        }
        let Some(json_type) = schema.string("type") else {
            let value = json::exact(json);
            return self.try_from(schema, value, false);
        };
        let literal = match (json_type, json) {
            ("string", Value::String(text)) => json::string(text),
            ("integer", Value::Number(number)) => format!("{}_i64", number.as_i64()?),
            _ => return None,
        };
        if schema.keyword("x-known").is_some() {
            return Some(ValueExpr::from_text(literal).within(format!("{path}::from("), ")"));
        }
        self.try_from(schema, Expression::Text(literal), false)
    }

    pub(super) fn union(self, schema: Schema<'_>, json: &Value, position: ValuePosition) -> Option<ValueExpr> {
        let path = self.path(schema)?;
        let variants = schema.rust_hint("variants")?.as_array()?;
        let expr =
            schema.variants().zip(variants).filter(|(variant, _)| matches_discriminator(*variant, json)).filter_map(
                |(variant, name)| {
                    let expr = self.value(variant, json, ValuePosition::Exact)?;
                    // Setters convert a named type into its variant.
                    let says =
                        position == ValuePosition::Argument && variant.rust_kind() != Some("box") && is_named(variant);
                    Some(if says { expr } else { expr.within(format!("{path}::{}(", name.as_str()?), ")") })
                },
            );
        let expr: Vec<ValueExpr> = expr.collect();
        let integer = expr.iter().find(|expr| expr.is_valid).or(expr.first()).cloned()?;
        Some(if schema.rust_kind() == Some("box") { integer.within("Box::new(", ")") } else { integer })
    }

    pub(super) fn boxed(self, schema: Schema<'_>, json: &Value) -> Option<ValueExpr> {
        let expr = self.struct_value(schema, json)?;
        Some(if schema.rust_kind() == Some("box") { expr.within("Box::new(", ")") } else { expr })
    }

    fn struct_value(self, schema: Schema<'_>, json: &Value) -> Option<ValueExpr> {
        let payload = json.as_object()?;
        let properties = schema.properties();
        let required = properties.iter().filter(|(name, _)| schema.requires(name));
        let arguments =
            required.map(|(name, property)| self.value(*property, payload.get(*name)?, ValuePosition::Argument));
        let new = joined(format!("{}::new(", self.path(schema)?), arguments.collect::<Option<_>>()?, ")");
        let optional = properties.iter().filter(|(name, _)| !schema.requires(name));
        let set =
            optional.filter_map(|(name, property)| Some(self.setter_or_extra(name, *property, payload.get(*name)?)));
        let unknown = payload.iter().filter(|(name, _)| !properties.iter().any(|(known, _)| known == name));
        let extra = unknown.map(|(name, value)| extra(name, value));
        let calls: Vec<ValueExpr> = set.chain(extra).collect();
        let is_valid = new.is_valid && calls.iter().all(|call| call.is_valid);
        let expression = if calls.is_empty() {
            new.expression
        } else {
            Expression::Chain(Box::new(new.expression), calls.into_iter().map(|call| call.expression).collect())
        };
        Some(ValueExpr { expression, is_valid })
    }

    /// Returns a call of the setter, or of `extra` if the setter does not accept the value.
    fn setter_or_extra(self, name: &str, property: Schema<'_>, json: &Value) -> ValueExpr {
        self.setter(property, json).unwrap_or_else(|| ValueExpr { is_valid: false, ..extra(name, json) })
    }

    fn setter(self, property: Schema<'_>, json: &Value) -> Option<ValueExpr> {
        let setter = |keyword: &str| property.rust_hint(keyword).and_then(Value::as_str);
        let meaning = property.keyword("x-null");
        if meaning.is_some() && json.is_null() {
            return setter("null").map(|null| ValueExpr::from_text(format!(".{null}()")));
        }
        let value = if meaning.is_some() { property.variants().next()? } else { property };
        let value = self.value(value, json, ValuePosition::Argument)?;
        Some(value.within(format!(".{}(", setter("setter")?), ")"))
    }
}

fn extra(name: &str, json: &Value) -> ValueExpr {
    ValueExpr::valid(Expression::call(".extra(", vec![Expression::Text(json::string(name)), json::argument(json)], ")"))
}

/// Whether the expression of a value names its type.
fn is_named(schema: Schema<'_>) -> bool {
    schema.type_name().is_some() && schema.rust_kind() != Some("constrained")
}

/// Whether the value's discriminator selects the variant.
fn matches_discriminator(variant: Schema<'_>, json: &Value) -> bool {
    let Some(tag) = variant.keyword("x-discriminator") else { return true };
    let property = tag.get("property").and_then(Value::as_str).unwrap_or_default();
    let values = tag.get("values").and_then(Value::as_array);
    json.get(property).is_some_and(|value| values.is_some_and(|values| values.contains(value)))
}
