//! A schema into which references, `allOf` and the like have been merged.

use crate::{
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
    pub description: Option<Spanned<String>>,
    pub format: Option<String>,
    pub default: Option<Spanned<Literal>>,
    pub examples: Vec<Spanned<Literal>>,
    pub enum_values: Option<Spanned<Vec<Literal>>>,
    pub enum_docs: Vec<EnumDoc>,
    pub const_value: Option<Spanned<Literal>>,
    /// The limits as stated; only [`Limits`](super::limits::Limits) decides what becomes of them.
    pub limits: Vec<SchemaLimit>,
    pub properties: Vec<&'s Property>,
    pub required: Vec<Spanned<String>>,
    pub order: Vec<String>,
    pub additional: &'s AdditionalProperties,
    pub items: Option<&'s Schema>,
    pub prefix_items: &'s [Schema],
    /// The alternatives of `anyOf` and `oneOf`, without `null`.
    pub variants: Vec<&'s Schema>,
    pub discriminator: Option<&'s DiscriminatorMapping>,
    pub deprecated: bool,
    pub is_file: bool,
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
            description: schema.description.clone(),
            format: schema.format.clone(),
            default: schema.default.clone(),
            examples: schema.examples.clone(),
            enum_values: schema.enum_values.clone(),
            enum_docs: schema.enum_docs.clone(),
            const_value: schema.const_value.clone(),
            limits: schema.limits.clone(),
            properties: schema.properties.iter().collect(),
            required: schema.required.clone(),
            order: schema.order.clone(),
            additional: &schema.additional_properties,
            items: schema.items.as_deref(),
            prefix_items: &schema.prefix_items,
            variants: Vec::new(),
            discriminator: schema.discriminator.as_ref(),
            deprecated: schema.deprecated,
            is_file: schema.is_file,
        }
    }

    /// Returns whether the schema says more than documentation.
    pub(super) fn constrains_values(&self) -> bool {
        let values = self.enum_values.is_some() || self.const_value.is_some() || !self.limits.is_empty();
        let objects = !self.properties.is_empty() || !self.required.is_empty();
        values || objects || self.items.is_some() || !self.prefix_items.is_empty() || !self.variants.is_empty()
    }

    /// Adds the keywords of another schema; the own ones take precedence.
    pub(super) fn merge(&mut self, other: Self) {
        self.model = other.model;
        self.dangling |= other.dangling && self.types.is_empty();
        if self.types.is_empty() {
            self.types = other.types;
        }
        self.nullable |= other.nullable;
        self.description = self.description.take().or(other.description);
        self.format = self.format.take().or(other.format);
        self.default = self.default.take().or(other.default);
        if self.examples.is_empty() {
            self.examples = other.examples;
        }
        self.enum_values = self.enum_values.take().or(other.enum_values);
        self.enum_docs.extend(other.enum_docs);
        self.const_value = self.const_value.take().or(other.const_value);
        self.limits.extend(other.limits);
        let is_new = |property: &&Property| self.property(&property.name.value).is_none();
        let added: Vec<_> = other.properties.into_iter().filter(is_new).collect();
        self.properties.extend(added);
        self.required.extend(other.required);
        self.order.extend(other.order);
        if matches!(self.additional, AdditionalProperties::Unspecified) {
            self.additional = other.additional;
        }
        self.items = self.items.or(other.items);
        if self.prefix_items.is_empty() {
            self.prefix_items = other.prefix_items;
        }
        self.variants.extend(other.variants);
        self.discriminator = self.discriminator.or(other.discriminator);
        self.deprecated |= other.deprecated;
        self.is_file |= other.is_file;
    }

    /// Returns a property by name.
    pub(super) fn property(&self, name: &str) -> Option<&'s Property> {
        self.properties.iter().find(|property| property.name.value == name).copied()
    }

    /// Returns the properties in display order: first those of the order list, then the others.
    pub(super) fn ordered(&self) -> Vec<&'s Property> {
        let index = |property: &&&Property| self.order.iter().position(|name| *name == property.name.value);
        let mut listed: Vec<_> = self.properties.iter().filter(|property| index(property).is_some()).collect();
        listed.sort_by_key(index);
        let unlisted = self.properties.iter().filter(|property| index(property).is_none());
        listed.into_iter().chain(unlisted).copied().collect()
    }

    /// Returns whether a property is required.
    pub(super) fn requires(&self, name: &str) -> bool {
        self.required.iter().any(|required| required.value == name)
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
