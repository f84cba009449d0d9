//! A JSON Schema: every supported keyword, not combined.

use crate::{
    limit::Limit,
    literal::Literal,
    origin::{Origin, Spanned},
};

/// A schema.
#[allow(clippy::struct_excessive_bools, reason = "each is a keyword of its own")]
#[derive(Clone, Debug)]
pub struct Schema {
    /// The position of the schema.
    pub origin: Origin,
    /// `$ref`: a schema that this one extends.
    pub reference: Option<Spanned<String>>,
    /// `type`, without `null`; empty if any type is allowed.
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
    /// Names and descriptions of the enum values, from `x-apifox-enum`, `x-enum-varnames` and the like.
    pub enum_docs: Vec<EnumDoc>,
    /// `const`
    pub const_value: Option<Spanned<Literal>>,
    /// `minimum`, `maxLength`, `uniqueItems` and other limits.
    pub limits: Vec<SchemaLimit>,
    /// `properties`, in document order.
    pub properties: Vec<Property>,
    /// `x-apifox-refs`: models whose properties are inserted into this object.
    pub apifox_refs: Vec<ApifoxRef>,
    /// `x-apifox-overrides` next to a reference, until the keywords of the schema are combined.
    pub overrides: Vec<(String, Option<Property>)>,
    /// `required`
    pub required: Vec<Spanned<String>>,
    /// `x-fal-order-properties` or `x-apifox-orders`: the order in documentation.
    pub order: Vec<String>,
    /// `additionalProperties`
    pub additional_properties: AdditionalProperties,
    /// `items`
    pub items: Option<Box<Schema>>,
    /// `prefixItems`
    pub prefix_items: Vec<Schema>,
    /// Whether an array has no items after those of `prefixItems`: `items` or `additionalItems` is `false`.
    pub has_no_other_items: bool,
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
    /// `readOnly`: not part of requests.
    pub read_only: bool,
    /// `writeOnly`: not part of responses.
    pub write_only: bool,
    /// Whether the value is the URL of a file, by `ui.field` or `_fal_ui_field`.
    pub is_file: bool,
}

/// A limit and its keyword.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaLimit {
    /// The keyword in the document, e.g. `maximum` or `le`.
    pub keyword: &'static str,
    /// The limit.
    pub limit: Limit,
    /// The position of the keyword.
    pub origin: Origin,
}

/// A JSON type.
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

impl JsonType {
    /// Returns whether every value of another type is of this type. Integers are numbers.
    pub fn includes(self, other: Self) -> bool {
        self == other || (self == Self::Number && other == Self::Integer)
    }

    /// Returns the name in JSON Schema.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// A property of an object.
#[derive(Clone, Debug)]
pub struct Property {
    /// The name, with its position.
    pub name: Spanned<String>,
    /// The schema.
    pub schema: Schema,
}

/// A model whose properties are inserted into an object.
#[derive(Clone, Debug)]
pub struct ApifoxRef {
    /// The placeholder of the inserted properties in the order.
    pub placeholder: String,
    /// The model, by reference.
    pub model: Schema,
    /// Properties that are replaced, or omitted if `None`.
    pub overrides: Vec<(String, Option<Property>)>,
    /// The required inserted properties, if they differ from the model.
    pub required: Option<Vec<Spanned<String>>>,
}

/// The properties that an object may contain besides the declared ones.
#[derive(Clone, Debug)]
pub enum AdditionalProperties {
    /// Not specified.
    Unspecified,
    /// None.
    Closed,
    /// Any.
    Open,
    /// Those whose values match a schema.
    Schema(Box<Schema>),
}

/// The property that selects the variant of a union.
#[derive(Clone, Debug)]
pub struct DiscriminatorMapping {
    /// The name of the property.
    pub property: String,
    /// Value of the property → reference of the variant.
    pub mapping: Vec<(String, String)>,
}

/// What a document says about an enum value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnumDoc {
    /// The value.
    pub value: Literal,
    /// A name for humans, or for programs.
    pub name: Option<String>,
    /// A description.
    pub description: Option<String>,
}

impl Schema {
    /// Creates a schema without keywords.
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
            overrides: Vec::new(),
            required: Vec::new(),
            order: Vec::new(),
            additional_properties: AdditionalProperties::Unspecified,
            items: None,
            prefix_items: Vec::new(),
            has_no_other_items: false,
            any_of: Vec::new(),
            one_of: Vec::new(),
            all_of: Vec::new(),
            discriminator: None,
            deprecated: false,
            read_only: false,
            write_only: false,
            is_file: false,
        }
    }

    /// Returns whether the schema does not describe values: `{}`, or an object without properties.
    pub fn is_empty(&self) -> bool {
        let is_unconstrained = self.reference.is_none()
            && self.enum_values.is_none()
            && self.const_value.is_none()
            && self.items.is_none()
            && self.prefix_items.is_empty()
            && !self.has_no_other_items
            && self.any_of.is_empty()
            && self.one_of.is_empty()
            && self.all_of.is_empty();
        let has_no_properties = self.properties.is_empty()
            && self.apifox_refs.is_empty()
            && matches!(self.additional_properties, AdditionalProperties::Unspecified);
        is_unconstrained && has_no_properties && matches!(self.types.as_slice(), [] | [JsonType::Object])
    }
}
