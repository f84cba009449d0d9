//! A JSON Schema as stated: every keyword that has a meaning here, nothing combined.

use crate::{
    limit::Limit,
    literal::Literal,
    origin::{Origin, Spanned},
};

/// One schema.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Where it stands.
    pub origin: Origin,
    /// `$ref`: another schema that this one adds to.
    pub reference: Option<Spanned<String>>,
    /// `type`, without `null`; empty where anything is allowed.
    pub types: Vec<JsonType>,
    /// Whether `null` is allowed, by `nullable` or by `null` among the types.
    pub nullable: bool,
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<Spanned<String>>,
    /// `format`
    pub format: Option<String>,
    /// `default`
    pub default: Option<Spanned<Literal>>,
    /// `example` and `examples`
    pub examples: Vec<Spanned<Literal>>,
    /// `enum`
    pub enum_values: Option<Spanned<Vec<Literal>>>,
    /// What `x-apifox-enum` says of the members.
    pub enum_docs: Vec<EnumDoc>,
    /// `const`
    pub const_value: Option<Spanned<Literal>>,
    /// `minimum`, `maxLength`, `uniqueItems` and their like.
    pub limits: Vec<SchemaLimit>,
    /// `properties`, in the order of the document.
    pub properties: Vec<Property>,
    /// `x-apifox-refs`: members of models that are inserted among the properties.
    pub apifox_refs: Vec<ApifoxRef>,
    /// `required`
    pub required: Vec<Spanned<String>>,
    /// `x-fal-order-properties` or `x-apifox-orders`: the order that people see.
    pub order: Vec<String>,
    /// `additionalProperties`
    pub additional_properties: AdditionalProperties,
    /// `items`
    pub items: Option<Box<Schema>>,
    /// `prefixItems`
    pub prefix_items: Vec<Schema>,
    /// `anyOf`
    pub any_of: Vec<Schema>,
    /// `oneOf`
    pub one_of: Vec<Schema>,
    /// `allOf`
    pub all_of: Vec<Schema>,
    /// `discriminator`
    pub discriminator: Option<DiscriminatorMapping>,
    /// `deprecated`
    pub deprecated: bool,
    /// Whether `ui.field` or `_fal_ui_field` says that this is the URL of a file.
    pub is_file: bool,
}

/// A limit and the keyword that states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaLimit {
    /// The keyword as the document writes it, e.g. `maximum` or `le`.
    pub keyword: &'static str,
    /// The limit.
    pub limit: Limit,
    /// Where it is stated.
    pub origin: Origin,
}

/// A type of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonType {
    /// `boolean`
    Boolean,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `string`
    String,
    /// `array`
    Array,
    /// `object`
    Object,
}

/// A property of an object.
#[derive(Clone, Debug)]
pub struct Property {
    /// The name, and where it stands.
    pub name: Spanned<String>,
    /// The schema.
    pub schema: Schema,
}

/// Members of a model that are inserted into an object.
#[derive(Clone, Debug)]
pub struct ApifoxRef {
    /// What stands for the inserted members in the order of properties.
    pub placeholder: String,
    /// The model, by reference.
    pub model: Schema,
    /// Members that are replaced, or left out where there is no schema.
    pub overrides: Vec<(String, Option<Property>)>,
    /// Which inserted members are required, where that differs from the model.
    pub required: Option<Vec<Spanned<String>>>,
}

/// What an object may hold besides its properties.
#[derive(Clone, Debug)]
pub enum AdditionalProperties {
    /// Nothing is said.
    Unspecified,
    /// Nothing more.
    Closed,
    /// Anything.
    Open,
    /// Values of one schema.
    Schema(Box<Schema>),
}

/// Which property tells the arms of a union apart.
#[derive(Clone, Debug)]
pub struct DiscriminatorMapping {
    /// The property's name.
    pub property: String,
    /// Value of the property → reference of the arm.
    pub mapping: Vec<(String, String)>,
}

/// What a document says of one enum member.
#[derive(Clone, Debug)]
pub struct EnumDoc {
    /// The member.
    pub value: Literal,
    /// Its name and description.
    pub text: String,
}

impl Schema {
    /// A schema that states nothing.
    pub fn empty(origin: Origin) -> Self {
        Self {
            origin,
            reference: None,
            types: Vec::new(),
            nullable: false,
            title: None,
            description: None,
            format: None,
            default: None,
            examples: Vec::new(),
            enum_values: None,
            enum_docs: Vec::new(),
            const_value: None,
            limits: Vec::new(),
            properties: Vec::new(),
            apifox_refs: Vec::new(),
            required: Vec::new(),
            order: Vec::new(),
            additional_properties: AdditionalProperties::Unspecified,
            items: None,
            prefix_items: Vec::new(),
            any_of: Vec::new(),
            one_of: Vec::new(),
            all_of: Vec::new(),
            discriminator: None,
            deprecated: false,
            is_file: false,
        }
    }

    /// Whether the schema says nothing about the shape of values: `{}`, or a bare object without members.
    pub fn is_blank(&self) -> bool {
        let no_shape = self.reference.is_none()
            && self.enum_values.is_none()
            && self.const_value.is_none()
            && self.items.is_none()
            && self.prefix_items.is_empty()
            && self.any_of.is_empty()
            && self.one_of.is_empty()
            && self.all_of.is_empty();
        let nothing_inside = self.properties.is_empty()
            && self.apifox_refs.is_empty()
            && matches!(self.additional_properties, AdditionalProperties::Unspecified);
        no_shape && nothing_inside && matches!(self.types.as_slice(), [] | [JsonType::Object])
    }
}
