//! Types.

use super::constraint::{Constraint, Provenance};
use crate::{
    literal::{Literal, NumberLiteral},
    origin::Origin,
};

/// A type at the position where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// Any JSON value.
    Any,
    /// A boolean.
    Bool,
    /// A string without limits.
    String,
    /// A string that is the URL of a file.
    FileUrl,
    /// An integer without limits.
    Integer(IntType),
    /// A number without limits.
    Number,
    /// A named type.
    Named(TypeId),
    /// A named type that contains itself through this use, so the use needs a `Box`.
    Boxed(TypeId),
    /// An array whose items have one type.
    Array(Box<Ty>),
    /// An object with arbitrary property names whose values have one type.
    Map(Box<Ty>),
    /// An array of fixed length; each item has a type of its own.
    Tuple(Vec<Ty>),
    /// `null` or a value.
    Nullable(Box<Ty>),
}

/// The Rust type of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntType {
    /// `i64`
    I64,
    /// `u64`: a limit or a default is greater than `i64::MAX`, and none is negative.
    U64,
    /// `i128`: any `i64` or `u64`, as in responses.
    I128,
}

/// Index of a type in its endpoint's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(u32);

impl TypeId {
    /// Creates the id of the type at an index.
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Returns the index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A type that gets a name in the generated code.
#[derive(Clone, Debug)]
pub struct Named {
    /// The source of its name.
    pub naming: Naming,
    /// Its documentation.
    pub docs: Docs,
    /// Its position in the specification.
    pub origin: Origin,
    /// Whether it is part of the request or of the response.
    pub direction: Direction,
    /// Its definition.
    pub kind: TypeKind,
}

/// Whether a type is part of the request or of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Sent to the server: limits are enforced, enums are closed.
    Request,
    /// Received from the server: limits are not enforced, enums are open.
    Response,
}

/// The source of a type's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Naming {
    /// The root type of the request.
    Request,
    /// The root type of the response.
    Response,
    /// A model of the document, by its name there.
    Model(String),
    /// A schema that the document gives no name, and that is no property.
    Composed {
        /// The name, composed of those around it, e.g. `Request rope`.
        name: String,
        /// What the type is, as a sentence.
        meaning: &'static str,
    },
    /// An anonymous schema inside another type.
    Inside {
        /// The enclosing type.
        owner: TypeId,
        /// The wire name of the property.
        property: String,
        /// The position inside the property, e.g. `Item`; empty for the property itself.
        role: &'static str,
    },
}

/// The documentation of a type or a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// The description, as the specification words it.
    pub description: Option<String>,
    /// The documented default value of the server.
    pub default: Option<(Literal, Provenance)>,
    /// Examples that satisfy the limits.
    pub examples: Vec<Literal>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The limits that the type enforces.
    pub constraints: Vec<Constraint>,
    /// Sentences about limits that are not enforced.
    pub notes: Vec<String>,
}

/// The definition of a named type.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with known properties.
    Struct(Struct),
    /// A value out of a list.
    Enum(Enum),
    /// A value with limits.
    Constrained(Constrained),
    /// One of several variants.
    Union(Union),
}

/// An object with known properties.
#[derive(Clone, Debug)]
pub struct Struct {
    /// The properties, in display order.
    pub fields: Vec<Field>,
    /// Whether properties that are not listed are kept.
    pub allow_unknown_fields: bool,
    /// The type of the properties that are not listed; `None` for any value.
    pub additional: Option<Ty>,
    /// Rules about the presence of optional properties; all hold.
    pub presence_rules: Vec<PresenceRule>,
}

/// A rule that an object has all properties of at least one list: `anyOf` or `oneOf` of `required`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresenceRule {
    /// The lists of property names.
    pub alternatives: Vec<Vec<String>>,
}

impl std::fmt::Display for PresenceRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = |list: &Vec<String>| list.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
        f.write_str(&self.alternatives.iter().map(names).collect::<Vec<_>>().join(", or "))
    }
}

/// A property of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The type of the value.
    pub ty: Ty,
    /// Whether the property is required, and the meaning of `null`.
    pub presence: Presence,
    /// The documentation.
    pub docs: Docs,
    /// The position in the specification.
    pub origin: Origin,
}

/// Whether a property is required, and the meaning of `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always present. `null` only if the type is [`Ty::Nullable`].
    Required,
    /// May be absent; never `null`.
    Optional,
    /// May be absent or `null`, with the same meaning.
    Nullable,
    /// May be absent, `null` or a value, with three different meanings.
    Tristate,
}

/// A value out of a list.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The values in document order.
    pub values: Vec<EnumValue>,
    /// Whether values that are not listed are accepted too.
    pub open: bool,
    /// The source of the list.
    pub provenance: Provenance,
}

/// The type of the values of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumKind {
    /// Strings.
    String,
    /// Integers of 64 bits.
    Integer,
    /// Other values, or values of several types. Such an enum is closed and part of a request.
    Json,
}

impl Enum {
    /// Returns the type of the values.
    pub fn kind(&self) -> EnumKind {
        let fits_i64 = |value: &Literal| {
            let number = value.as_number().and_then(NumberLiteral::as_i128);
            number.is_some_and(|number| i64::try_from(number).is_ok())
        };
        if self.values.iter().all(|listed| listed.value.as_str().is_some()) {
            EnumKind::String
        } else if self.values.iter().all(|listed| fits_i64(&listed.value)) {
            EnumKind::Integer
        } else {
            EnumKind::Json
        }
    }
}

/// A listed value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumValue {
    /// The value.
    pub value: Literal,
    /// Its name in the document.
    pub name: Option<String>,
    /// Its name and description.
    pub description: Option<String>,
}

/// A value with limits.
#[derive(Clone, Debug)]
pub struct Constrained {
    /// The type without its limits.
    pub base: Base,
    /// The limits, at most one of each kind.
    pub constraints: Vec<Constraint>,
}

/// The types that limits apply to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// An integer.
    Integer(IntType),
    /// A number.
    Number,
    /// A string.
    String,
    /// A string that contains a decimal number.
    NumericString {
        /// Whether the number must be an integer.
        integer: bool,
    },
    /// An array.
    Array(Box<Ty>),
    /// An array of any values with a type for each position.
    Sequence {
        /// The types of the first items; later ones may be absent.
        positions: Vec<Ty>,
        /// The type of the items after those.
        rest: Box<Ty>,
    },
    /// An object with arbitrary property names.
    Map(Box<Ty>),
}

/// One of several variants.
#[derive(Clone, Debug)]
pub struct Union {
    /// The variants, the most specific first.
    pub variants: Vec<Variant>,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The source of the variant's name.
    pub hint: String,
    /// The type of its values.
    pub ty: Ty,
    /// The property that identifies its values.
    pub discriminator: Option<Discriminator>,
    /// Its description.
    pub description: Option<String>,
}

/// A property whose value identifies a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discriminator {
    /// The property name.
    pub property: String,
    /// The values that belong to the variant.
    pub values: Vec<Literal>,
}
