//! The types of an endpoint in JSON Schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    explain,
    ir::{
        Base, Constrained, Constraint, Direction, Discriminator, Docs, Endpoint, Enum, EnumKind, Field, IntType, Named,
        Presence, PresenceRule, Struct, Ty, TypeId, TypeKind, Union,
    },
    literal::Literal,
    names::{EndpointNames, TypeNames},
};

/// Converts the types of an endpoint.
#[derive(Clone, Copy)]
pub(super) struct TypeSchemas<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) names: &'a EndpointNames,
}

type JsonObject = Map<String, Value>;

impl TypeSchemas<'_> {
    /// Returns the schema of a type.
    pub(super) fn schema(self, ty: &Ty) -> Value {
        match ty {
            Ty::Any => json!({}),
            Ty::Bool => json!({ "type": "boolean" }),
            Ty::String => json!({ "type": "string" }),
            Ty::FileUrl => json!({ "type": "string", "format": "uri", "x-rust": { "kind": "file" } }),
            Ty::Integer(width) => json!({ "type": "integer", "x-rust": integer(*width) }),
            Ty::Number => json!({ "type": "number" }),
            Ty::Array(item) => json!({ "type": "array", "items": self.schema(item) }),
            Ty::Map(value) => json!({ "type": "object", "additionalProperties": self.schema(value) }),
            Ty::Tuple(items) => {
                let length = items.len();
                let items: Vec<Value> = items.iter().map(|item| self.schema(item)).collect();
                json!({ "type": "array", "prefixItems": items, "minItems": length, "maxItems": length })
            }
            Ty::Nullable(inner) => json!({ "anyOf": [self.schema(inner), { "type": "null" }] }),
            Ty::Named(id) => self.reference(*id),
            Ty::Boxed(id) => {
                let mut reference = self.reference(*id);
                if let Value::Object(members) = &mut reference {
                    members.insert("x-rust".to_owned(), json!({ "kind": "box" }));
                }
                reference
            }
        }
    }

    fn reference(self, id: TypeId) -> Value {
        self.names.get(id).map_or_else(|| json!({}), |names| json!({ "$ref": format!("#/$defs/{}", names.name) }))
    }

    /// Returns the definitions of all named types that the request or the response uses.
    pub(super) fn definitions(self) -> Value {
        let reached: BTreeSet<TypeId> = self.endpoint.reachable().into_iter().collect();
        let define = |id: &TypeId| {
            let (named, names) = (self.endpoint.named(*id)?, self.names.get(*id)?);
            Some((names.name.clone(), Value::Object(self.definition(named, names))))
        };
        Value::Object(reached.iter().filter_map(define).collect())
    }

    fn definition(self, named: &Named, names: &TypeNames) -> JsonObject {
        let mut schema = match &named.kind {
            TypeKind::Struct(object) => self.object(named, object, names),
            TypeKind::Enum(values) => self::values(values, names),
            TypeKind::Constrained(constrained) => self.constrained(constrained),
            TypeKind::Union(union) => self.union(union, names),
        };
        describe(&mut schema, &named.docs);
        let limits: Vec<Value> = explain::type_limits(&named.kind)
            .iter()
            .map(|fact| json!({ "limit": fact.text, "from": explain::describe_provenance(&fact.provenance) }))
            .collect();
        if !limits.is_empty() {
            schema.insert("x-limits".to_owned(), Value::Array(limits));
        }
        schema
    }

    fn object(self, named: &Named, object: &Struct, names: &TypeNames) -> JsonObject {
        let required: Vec<&str> = object
            .fields
            .iter()
            .filter(|field| field.presence == Presence::Required)
            .map(|field| field.wire.as_str())
            .collect();
        let order: Vec<&str> = object.fields.iter().map(|field| field.wire.as_str()).collect();
        let is_sent = named.direction == Direction::Request;
        let property = |(index, field): (usize, &Field)| {
            let names = FieldNames { names, index, is_sent };
            (field.wire.clone(), self.property(field, names))
        };
        let properties: JsonObject = object.fields.iter().enumerate().map(property).collect();
        let mut schema = object_of(json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "x-fal-order-properties": order,
            "x-rust": { "kind": "struct" },
        }));
        if let Some(additional) = &object.additional {
            schema.insert("additionalProperties".to_owned(), self.schema(additional));
        }
        let rules: Vec<Value> = object.presence_rules.iter().map(presence_rule).collect();
        if !rules.is_empty() {
            schema.insert("allOf".to_owned(), Value::Array(rules));
        }
        schema
    }

    /// Returns the schema of a property: its type, documentation and Rust names.
    fn property(self, field: &Field, names: FieldNames<'_>) -> Value {
        let value = self.schema(&field.ty);
        let (mut schema, null) = match field.presence {
            Presence::Required | Presence::Optional => (object_of(value), None),
            Presence::Nullable => (object_of(json!({ "anyOf": [value, { "type": "null" }] })), Some("same")),
            Presence::Tristate => (object_of(json!({ "anyOf": [value, { "type": "null" }] })), Some("distinct")),
        };
        describe(&mut schema, &field.docs);
        if let Some(meaning) = null {
            schema.insert("x-null".to_owned(), json!(meaning));
        }
        let rust = schema.entry("x-rust").or_insert_with(|| json!({}));
        if let Value::Object(rust) = rust {
            rust.extend(names.entries());
        }
        Value::Object(schema)
    }

    fn constrained(self, constrained: &Constrained) -> JsonObject {
        let mut schema = object_of(match &constrained.base {
            Base::Integer(width) => json!({ "type": "integer", "x-rust": integer(*width) }),
            Base::Number => json!({ "type": "number", "x-rust": { "kind": "constrained" } }),
            Base::String | Base::NumericString { .. } => {
                json!({ "type": "string", "x-rust": { "kind": "constrained" } })
            }
            Base::Array(item) => json!({
                "type": "array",
                "items": self.schema(item),
                "x-rust": { "kind": "constrained" },
            }),
            Base::Sequence { positions, rest } => {
                let positions: Vec<Value> = positions.iter().map(|position| self.schema(position)).collect();
                let kind = json!({ "kind": "constrained" });
                json!({ "type": "array", "prefixItems": positions, "items": self.schema(rest), "x-rust": kind })
            }
            Base::Map(value) => json!({
                "type": "object",
                "additionalProperties": self.schema(value),
                "x-rust": { "kind": "constrained" },
            }),
        });
        if let (Base::Integer(_), Some(Value::Object(rust))) = (&constrained.base, schema.get_mut("x-rust")) {
            rust.insert("kind".to_owned(), json!("constrained"));
        }
        let limits = constrained.constraints.iter().map(keyword);
        if let Base::NumericString { integer } = &constrained.base {
            let numeric: JsonObject = limits.chain([("whole", json!(integer))]).map(owned).collect();
            schema.insert("x-numeric".to_owned(), Value::Object(numeric));
        } else {
            schema.extend(limits.map(owned));
        }
        schema
    }

    fn union(self, union: &Union, names: &TypeNames) -> JsonObject {
        let variants: Vec<Value> = union
            .variants
            .iter()
            .map(|variant| {
                let mut schema = object_of(self.schema(&variant.ty));
                if let Some(Discriminator { property, values }) = &variant.discriminator {
                    let values: Vec<Value> = values.iter().map(json).collect();
                    schema.insert("x-discriminator".to_owned(), json!({ "property": property, "values": values }));
                }
                Value::Object(schema)
            })
            .collect();
        object_of(json!({ "anyOf": variants, "x-rust": { "kind": "union", "variants": names.members } }))
    }
}

/// The Rust names of a field.
#[derive(Clone, Copy)]
struct FieldNames<'a> {
    /// The names of the struct.
    names: &'a TypeNames,
    index: usize,
    /// Whether the struct belongs to a request and has setters.
    is_sent: bool,
}

impl FieldNames<'_> {
    fn entries(self) -> impl Iterator<Item = (String, Value)> {
        let name = |list: &[String]| list.get(self.index).filter(|name| !name.is_empty()).cloned();
        let setters = [("setter", name(&self.names.setters)), ("null", name(&self.names.null_setters))];
        let setters = setters.into_iter().filter(move |_| self.is_sent);
        let entries = [("field", name(&self.names.members))].into_iter().chain(setters);
        entries.filter_map(|(word, name)| Some((word.to_owned(), Value::from(name?))))
    }
}

fn values(values: &Enum, names: &TypeNames) -> JsonObject {
    let listed: Vec<Value> = values.values.iter().map(|value| json(&value.value)).collect();
    let keyword = if values.open { "x-known" } else { "enum" };
    let mut schema = object_of(json!({ keyword: listed, "x-rust": { "kind": "enum", "variants": names.members } }));
    let json_type = match values.kind() {
        EnumKind::String => Some("string"),
        EnumKind::Integer => Some("integer"),
        EnumKind::Json => None,
    };
    schema.extend(json_type.map(|json_type| ("type".to_owned(), json!(json_type))));
    schema
}

fn integer(width: IntType) -> Value {
    match width {
        IntType::I64 => json!({ "kind": "integer", "width": "i64" }),
        IntType::U64 => json!({ "kind": "integer", "width": "u64" }),
        IntType::I128 => json!({ "kind": "integer", "width": "i128" }),
    }
}

fn presence_rule(rule: &PresenceRule) -> Value {
    let required: Vec<Value> = rule.alternatives.iter().map(|names| json!({ "required": names })).collect();
    json!({ "anyOf": required })
}

/// Returns the JSON Schema keyword of a limit and its value.
fn keyword(constraint: &Constraint) -> (&'static str, Value) {
    let (keyword, value) = constraint.limit.keyword();
    (keyword, json(&value))
}

/// Inserts the annotations: description, default, examples and deprecation.
fn describe(schema: &mut JsonObject, docs: &Docs) {
    let mut insert = |word: &str, value: Option<Value>| {
        if let Some(value) = value {
            schema.insert(word.to_owned(), value);
        }
    };
    insert("description", docs.description.as_ref().map(|text| json!(super::normalized(text))));
    insert("default", docs.default.as_ref().map(|(default, _)| json(default)));
    let examples: Vec<Value> = docs.examples.iter().map(json).collect();
    insert("examples", (!examples.is_empty()).then_some(Value::Array(examples)));
    insert("deprecated", docs.deprecated.then_some(Value::Bool(true)));
}

/// Converts a value. A number that `serde_json` cannot represent is rounded.
fn json(literal: &Literal) -> Value {
    serde_json::from_str(&literal.to_string()).unwrap_or_default()
}

fn object_of(value: Value) -> JsonObject {
    match value {
        Value::Object(object) => object,
        _ => JsonObject::new(),
    }
}

fn owned((word, value): (&str, Value)) -> (String, Value) {
    (word.to_owned(), value)
}
