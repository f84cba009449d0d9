//! The types of an endpoint in JSON Schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    explain,
    ir::{
        Base, Constrained, Constraint, Direction, Docs, Endpoint, Enum, Field, IntType, Named, Presence, Struct, Ty,
        TypeId, TypeKind, Union,
    },
    literal::Literal,
    names::{EndpointNames, TypeNames},
};

/// The types of an endpoint and their names.
#[derive(Clone, Copy)]
pub(super) struct Types<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) names: &'a EndpointNames,
}

type Members = Map<String, Value>;

impl Types<'_> {
    /// The schema of a type as it is used.
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

    /// Every type with a name that the request or the response reaches.
    pub(super) fn definitions(self) -> Value {
        let reached: BTreeSet<TypeId> = self.endpoint.reachable().into_iter().collect();
        let define = |id: &TypeId| {
            let (named, names) = (self.endpoint.named(*id)?, self.names.get(*id)?);
            Some((names.name.clone(), Value::Object(self.definition(named, names))))
        };
        Value::Object(reached.iter().filter_map(define).collect())
    }

    fn definition(self, named: &Named, names: &TypeNames) -> Members {
        let mut schema = match &named.kind {
            TypeKind::Struct(record) => self.record(named, record, names),
            TypeKind::Enum(set) => self::set(set, names),
            TypeKind::Constrained(checked) => self.checked(checked),
            TypeKind::Union(union) => self.union(union, names),
        };
        describe(&mut schema, &named.docs);
        let facts = explain::type_limits(&named.kind);
        let limits: Vec<Value> = facts
            .iter()
            .map(|fact| json!({ "demand": fact.text, "from": explain::describe_provenance(&fact.provenance) }))
            .collect();
        if !limits.is_empty() {
            schema.insert("x-limits".to_owned(), Value::Array(limits));
        }
        schema
    }

    fn record(self, named: &Named, record: &Struct, names: &TypeNames) -> Members {
        let required: Vec<&str> = record
            .fields
            .iter()
            .filter(|field| field.presence == Presence::Required)
            .map(|field| field.wire.as_str())
            .collect();
        let order: Vec<&str> = record.fields.iter().map(|field| field.wire.as_str()).collect();
        let is_sent = named.direction == Direction::Request;
        let property = |(index, field): (usize, &Field)| {
            let own = Own { index, is_sent, of: names };
            (field.wire.clone(), self.property(field, own))
        };
        let properties: Members = record.fields.iter().enumerate().map(property).collect();
        members(json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "x-fal-order-properties": order,
            "x-rust": { "kind": "record" },
        }))
    }

    /// A member: its type, and what is said of it here.
    fn property(self, field: &Field, own: Own<'_>) -> Value {
        let value = self.schema(&field.ty);
        let (mut schema, null) = match field.presence {
            Presence::Required | Presence::Optional => (members(value), None),
            Presence::Nullable => (members(json!({ "anyOf": [value, { "type": "null" }] })), Some("same")),
            Presence::Tristate => (members(json!({ "anyOf": [value, { "type": "null" }] })), Some("apart")),
        };
        describe(&mut schema, &field.docs);
        if let Some(meaning) = null {
            schema.insert("x-null".to_owned(), json!(meaning));
        }
        let rust = schema.entry("x-rust").or_insert_with(|| json!({}));
        if let Value::Object(rust) = rust {
            rust.extend(own.told());
        }
        Value::Object(schema)
    }

    fn checked(self, checked: &Constrained) -> Members {
        let mut schema = members(match &checked.base {
            Base::Integer(width) => json!({ "type": "integer", "x-rust": integer(*width) }),
            Base::Number => json!({ "type": "number", "x-rust": { "kind": "checked" } }),
            Base::String | Base::NumericString { .. } => json!({ "type": "string", "x-rust": { "kind": "checked" } }),
            Base::Array(item) => json!({
                "type": "array",
                "items": self.schema(item),
                "x-rust": { "kind": "checked" },
            }),
            Base::Map(value) => json!({
                "type": "object",
                "additionalProperties": self.schema(value),
                "x-rust": { "kind": "checked" },
            }),
        });
        if let (Base::Integer(_), Some(Value::Object(rust))) = (&checked.base, schema.get_mut("x-rust")) {
            rust.insert("kind".to_owned(), json!("checked"));
        }
        let limits = checked.constraints.iter().map(keyword);
        if let Base::NumericString { integer } = &checked.base {
            let numeric: Members = limits.chain([("whole", json!(integer))]).map(owned).collect();
            schema.insert("x-numeric".to_owned(), Value::Object(numeric));
        } else {
            schema.extend(limits.map(owned));
        }
        schema
    }

    fn union(self, union: &Union, names: &TypeNames) -> Members {
        let arms: Vec<Value> = union
            .variants
            .iter()
            .map(|arm| {
                let mut schema = members(self.schema(&arm.ty));
                if let Some(tag) = &arm.discriminator {
                    let tag = json!({ "property": tag.property, "values": tag.values });
                    schema.insert("x-tag".to_owned(), tag);
                }
                Value::Object(schema)
            })
            .collect();
        members(json!({ "anyOf": arms, "x-rust": { "kind": "union", "variants": names.members } }))
    }
}

/// Which names of a record are those of one member.
#[derive(Clone, Copy)]
struct Own<'a> {
    of: &'a TypeNames,
    index: usize,
    /// Whether the record is sent, and so has setters.
    is_sent: bool,
}

impl Own<'_> {
    fn told(self) -> impl Iterator<Item = (String, Value)> {
        let of = |list: &[String]| list.get(self.index).filter(|name| !name.is_empty()).cloned();
        let set = [("setter", of(&self.of.setters)), ("null", of(&self.of.null_setters))];
        let set = set.into_iter().filter(move |_| self.is_sent);
        let told = [("field", of(&self.of.members))].into_iter().chain(set);
        told.filter_map(|(word, name)| Some((word.to_owned(), Value::from(name?))))
    }
}

fn set(set: &Enum, names: &TypeNames) -> Members {
    let values: Vec<Value> = set.values.iter().map(|member| json(&member.value)).collect();
    let is_text = set.values.iter().all(|member| member.value.as_str().is_some());
    let list = if set.open { "x-known" } else { "enum" };
    members(json!({
        "type": if is_text { "string" } else { "integer" },
        list: values,
        "x-rust": { "kind": "set", "variants": names.members },
    }))
}

fn integer(width: IntType) -> Value {
    match width {
        IntType::I64 => json!({ "kind": "integer", "width": "i64" }),
        IntType::U64 => json!({ "kind": "integer", "width": "u64" }),
        IntType::I128 => json!({ "kind": "integer", "width": "i128" }),
    }
}

/// Returns the JSON Schema keyword of a limit and its value.
fn keyword(constraint: &Constraint) -> (&'static str, Value) {
    let (keyword, value) = constraint.limit.keyword();
    (keyword, json(&value))
}

/// What is said of a type or a member, by the words of JSON Schema.
fn describe(schema: &mut Members, docs: &Docs) {
    let mut tell = |word: &str, value: Option<Value>| {
        if let Some(value) = value {
            schema.insert(word.to_owned(), value);
        }
    };
    tell("description", docs.description.as_ref().map(|text| json!(super::told(text))));
    tell("default", docs.default.as_ref().map(|(default, _)| json(default)));
    let examples: Vec<Value> = docs.examples.iter().map(json).collect();
    tell("examples", (!examples.is_empty()).then_some(Value::Array(examples)));
    tell("deprecated", docs.deprecated.then_some(Value::Bool(true)));
}

/// A value of a document, exactly where JSON's numbers can hold it.
fn json(literal: &Literal) -> Value {
    serde_json::from_str(&literal.to_string()).unwrap_or_default()
}

fn members(value: Value) -> Members {
    match value {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}

fn owned((word, value): (&str, Value)) -> (String, Value) {
    (word.to_owned(), value)
}
