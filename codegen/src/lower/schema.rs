//! A schema into which references, `allOf` and the like have been merged.

use std::collections::BTreeMap;

use crate::{
    diagnostic::Diagnostic,
    ir::{Direction, PresenceRule},
    limit::Limit,
    literal::Literal,
    origin::{Origin, Spanned},
    spec::{AdditionalProperties, DiscriminatorMapping, EnumDoc, JsonType, Property, Schema, SchemaLimit},
};

/// A schema without references; see [`resolve`](super::resolve::resolve).
#[allow(clippy::struct_excessive_bools, reason = "each is a keyword of its own")]
#[derive(Clone, Debug)]
pub(super) struct ResolvedSchema<'s> {
    pub origin: Origin,
    /// The model that the schema is a plain reference to.
    pub model: Option<ComponentRef<'s>>,
    /// Whether a reference has no target.
    pub dangling: bool,
    pub types: Vec<JsonType>,
    pub nullable: bool,
    /// The title of the schema itself, not that of a model.
    pub title: Option<&'s str>,
    pub description: Option<Spanned<String>>,
    pub format: Option<String>,
    pub default: Option<Spanned<Literal>>,
    pub examples: Vec<Spanned<Literal>>,
    pub enum_values: Option<Spanned<Vec<Literal>>>,
    pub enum_docs: Vec<EnumDoc>,
    pub const_value: Option<Spanned<Literal>>,
    /// The limits as stated; only [`Limits`](super::limits::Limits) decides what becomes of them.
    pub limits: Vec<SchemaLimit>,
    pub properties: Vec<ResolvedProperty<'s>>,
    pub required: Vec<Spanned<String>>,
    pub order: Vec<String>,
    pub additional: &'s AdditionalProperties,
    /// The schemas that the values of other properties satisfy; several if `allOf` states them more than once.
    pub additional_values: Vec<&'s Schema>,
    /// The schemas that every item satisfies; several if `allOf` states `items` more than once.
    pub items: Vec<&'s Schema>,
    /// The schemas that the item at each position satisfies.
    pub prefix_items: Vec<Vec<&'s Schema>>,
    /// The alternatives of `anyOf` and `oneOf` that only list required properties.
    pub presence_rules: Vec<PresenceRule>,
    /// The other alternatives of `anyOf` and `oneOf`, without `null`.
    pub variants: Vec<&'s Schema>,
    /// Whether `null` is one of the alternatives.
    pub has_null_alternative: bool,
    /// Whether a value has to match alternatives of several lists, which no type represents.
    pub has_several_unions: bool,
    pub discriminator: Option<&'s DiscriminatorMapping>,
    pub deprecated: bool,
    pub read_only: bool,
    pub write_only: bool,
    pub is_file: bool,
}

/// A property of an object. `allOf` may state it several times: a value satisfies all its schemas.
#[derive(Clone, Debug)]
pub(super) struct ResolvedProperty<'s> {
    pub name: &'s str,
    pub schemas: Vec<&'s Schema>,
    /// The position of its first schema.
    pub origin: &'s Origin,
}

impl<'s> ResolvedProperty<'s> {
    pub(super) fn new(property: &'s Property) -> Self {
        Self { name: &property.name.value, schemas: vec![&property.schema], origin: &property.schema.origin }
    }
}

/// The target of a reference, with its own documentation. The documentation next to the reference is the
/// field's.
#[derive(Clone, Debug)]
pub(super) struct ComponentRef<'s> {
    pub reference: &'s str,
    pub name: &'s str,
    pub description: Option<Spanned<String>>,
    pub deprecated: bool,
}

impl<'s> ResolvedSchema<'s> {
    /// Copies the keywords of a schema without following its references.
    pub(super) fn from_keywords(schema: &'s Schema) -> Self {
        Self {
            origin: schema.origin.clone(),
            model: None,
            dangling: false,
            types: schema.types.clone(),
            nullable: schema.nullable,
            title: schema.title.as_deref(),
            description: schema.description.clone(),
            format: schema.format.clone(),
            default: schema.default.clone(),
            examples: schema.examples.clone(),
            enum_values: schema.enum_values.clone(),
            enum_docs: schema.enum_docs.clone(),
            const_value: schema.const_value.clone(),
            limits: schema.limits.iter().cloned().chain(last_position(schema)).collect(),
            properties: schema.properties.iter().map(ResolvedProperty::new).collect(),
            required: schema.required.clone(),
            order: schema.order.clone(),
            additional: &schema.additional_properties,
            additional_values: match &schema.additional_properties {
                AdditionalProperties::Schema(values) => vec![&**values],
                AdditionalProperties::Unspecified | AdditionalProperties::Open | AdditionalProperties::Closed => {
                    Vec::new()
                }
            },
            items: schema.items.as_deref().into_iter().collect(),
            prefix_items: schema.prefix_items.iter().map(|position| vec![position]).collect(),
            presence_rules: Vec::new(),
            variants: Vec::new(),
            has_null_alternative: false,
            has_several_unions: false,
            discriminator: schema.discriminator.as_ref(),
            deprecated: schema.deprecated,
            read_only: schema.read_only,
            write_only: schema.write_only,
            is_file: schema.is_file,
        }
    }

    /// Returns whether the schema says more than documentation.
    pub(super) fn constrains_values(&self) -> bool {
        let values = self.enum_values.is_some() || self.const_value.is_some() || !self.limits.is_empty();
        let objects = !self.properties.is_empty() || !self.required.is_empty() || !self.presence_rules.is_empty();
        values
            || objects
            || !self.items.is_empty()
            || !self.prefix_items.is_empty()
            || !self.additional_values.is_empty()
            || !self.variants.is_empty()
    }

    /// Removes items unless the type is an array, and properties unless it is an object.
    pub(super) fn keep_content_of(&mut self, json_type: JsonType) {
        if json_type != JsonType::Array {
            self.items.clear();
            self.prefix_items.clear();
        }
        if json_type != JsonType::Object {
            self.properties.clear();
            self.required.clear();
            self.additional_values.clear();
        }
    }

    /// Returns whether the schema states if `null` is valid.
    pub(super) fn decides_null(&self) -> bool {
        let has_values = self.enum_values.is_some() || self.const_value.is_some();
        !self.types.is_empty() || has_values
    }

    /// Returns whether the schema allows `null` next to several alternatives of which none is `null` itself.
    pub(super) fn allows_null_of_no_alternative(&self) -> bool {
        self.nullable && self.decides_null() && !self.has_null_alternative && self.variants.len() > 1
    }

    /// Returns a property by name.
    pub(super) fn property(&self, name: &str) -> Option<&ResolvedProperty<'s>> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Returns the properties in display order: first those of the order list, then the others.
    pub(super) fn ordered(&self) -> Vec<&ResolvedProperty<'s>> {
        let mut positions: BTreeMap<&str, usize> = BTreeMap::new();
        for (position, name) in self.order.iter().enumerate() {
            positions.entry(name).or_insert(position);
        }
        let mut ordered: Vec<_> = self.properties.iter().collect();
        ordered.sort_by_key(|property| positions.get(property.name).copied().unwrap_or(usize::MAX));
        ordered
    }

    /// Returns whether a property is required.
    pub(super) fn requires(&self, name: &str) -> bool {
        self.required.iter().any(|required| required.value == name)
    }

    /// Returns whether the value is part of requests or of responses only, and the direction is the other one.
    pub(super) fn is_absent(&self, direction: Direction) -> bool {
        match direction {
            Direction::Request => self.read_only,
            Direction::Response => self.write_only,
        }
    }

    /// Converts a string to the declared type, since Apifox writes numbers and booleans as strings.
    pub(super) fn coerce(&self, value: &Literal) -> Literal {
        let Some(text) = value.as_str() else { return value.clone() };
        let coerced = match self.types.as_slice() {
            [JsonType::Integer | JsonType::Number] => text.trim().parse().ok().map(Literal::Number),
            [JsonType::Boolean] => text.trim().parse().ok().map(Literal::Bool),
            _ => None,
        };
        coerced.unwrap_or_else(|| value.clone())
    }

    /// Returns whether the schema is a string that takes the URL of a file: by the document's own marker, by
    /// the field's name, or as a binary part of a form.
    pub(super) fn is_file_url(&self, field: &str, is_form: bool) -> bool {
        const NOT_FILES: &[&str] = &["webhook", "callback", "redirect", "base_url", "api_url", "site"];
        let is_named =
            (field.ends_with("_url") || field.ends_with("_urls")) && !NOT_FILES.iter().any(|word| field.contains(word));
        let is_string = self.types.as_slice() == [JsonType::String];
        let is_part = is_form && self.format.as_deref() == Some("binary");
        let is_unlisted = self.enum_values.is_none() && self.const_value.is_none();
        is_string && is_unlisted && (self.is_file || is_named || is_part)
    }
}

/// Reports that `null` is accepted although another schema excludes it, because `nullable` is commonly written next to
/// schemas that it is meant to extend.
pub(super) fn null_excluded_elsewhere(origin: &Origin) -> Diagnostic {
    let message = "`null` is allowed here but excluded by another part of the schema; `null` is accepted";
    Diagnostic::note("null-of-other-type", origin, message)
}

/// Returns the limit that `items: false` is: no item after those of `prefixItems`.
fn last_position(schema: &Schema) -> Option<SchemaLimit> {
    let limit = Limit::MaxItems(schema.prefix_items.len() as u64);
    schema.has_no_other_items.then(|| SchemaLimit { keyword: "items", limit, origin: schema.origin.clone() })
}
