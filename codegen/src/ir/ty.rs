//! The types of an endpoint.

use super::constraint::{Constraint, Provenance};
use crate::{literal::Literal, origin::Origin};

/// A type as it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// Any JSON.
    Any,
    /// `true` or `false`.
    Bool,
    /// A text without limits.
    Text,
    /// The URL of a file.
    File,
    /// A whole number without limits.
    Integer(Width),
    /// A number without limits.
    Number,
    /// A type with a name.
    Named(TypeId),
    /// A type that contains itself through this use.
    Boxed(TypeId),
    /// A list.
    List(Box<Ty>),
    /// An object of like values.
    Map(Box<Ty>),
    /// A list of fixed length, each item of its own type.
    Tuple(Vec<Ty>),
    /// `null` or a value.
    Nullable(Box<Ty>),
}

/// Which whole numbers fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// −2^63 to 2^63−1.
    Signed,
    /// 0 to 2^64−1: a limit or a default lies beyond 2^63−1.
    Unsigned,
    /// Both of these: what a response may hold.
    Wide,
}

/// A type in its endpoint's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(u32);

impl TypeId {
    /// The type at an index of the list.
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The index in the list.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A type with a name.
#[derive(Clone, Debug)]
pub struct Named {
    /// What its name is made of.
    pub naming: Naming,
    /// What is said of it.
    pub docs: Docs,
    /// Where it stands.
    pub origin: Origin,
    /// Which way it travels.
    pub direction: Direction,
    /// What it is.
    pub shape: Shape,
}

/// Which way a type travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To the server: checked, closed.
    Request,
    /// From the server: tolerant, open.
    Response,
}

/// What the name of a type is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Naming {
    /// The whole request.
    Request,
    /// The whole response.
    Response,
    /// A model of the document, by its name there.
    Model(String),
    /// Something inside another type: a property, or what a property's list, map or union holds.
    Inside {
        /// The type around it.
        owner: TypeId,
        /// The property's wire name.
        property: String,
        /// What kind of thing inside the property, e.g. `Item`; empty for the property itself.
        role: &'static str,
    },
}

/// What is said of a type or a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// The document's own description.
    pub description: Option<String>,
    /// The documented default of the server.
    pub default: Option<(Literal, Provenance)>,
    /// Examples that keep to the limits.
    pub examples: Vec<Literal>,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// The limits, for people; enforced by the type.
    pub constraints: Vec<Constraint>,
    /// What could not be enforced, in sentences.
    pub remarks: Vec<String>,
}

/// What a named type is.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An object with known members.
    Record(Record),
    /// A value out of a list.
    Set(Set),
    /// A value within limits.
    Checked(Checked),
    /// One of several shapes.
    Union(Union),
}

/// An object with known members.
#[derive(Clone, Debug)]
pub struct Record {
    /// The members, in the order that people see.
    pub fields: Vec<Field>,
    /// Whether members that are not described are kept.
    pub keeps_extra: bool,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// The type of a value.
    pub ty: Ty,
    /// Whether it must be there, and what `null` means.
    pub presence: Presence,
    /// What is said of it.
    pub docs: Docs,
    /// Where it stands.
    pub origin: Origin,
}

/// Whether a field must be there, and what `null` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is always there. May be `null` where the type says so.
    Required,
    /// It may be missing, and is never `null`.
    Optional,
    /// It may be missing or `null`, which is the same.
    Nullable,
    /// It may be missing, `null` or a value, all three different.
    Tristate,
}

/// A value out of a list.
#[derive(Clone, Debug)]
pub struct Set {
    /// The values, in the order of the document: all texts, or all whole numbers.
    pub members: Vec<Member>,
    /// Whether other values are allowed too.
    pub open: bool,
    /// What the list rests on.
    pub provenance: Provenance,
}

/// A value of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The value.
    pub value: Literal,
    /// What is said of it.
    pub description: Option<String>,
}

/// A value within limits.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The kind of value.
    pub base: Base,
    /// The limits, at most one of each kind.
    pub constraints: Vec<Constraint>,
}

/// The kind of value that is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// A whole number.
    Integer(Width),
    /// A number.
    Number,
    /// A text.
    Text,
    /// A number that is sent as text.
    NumericText {
        /// Whether it must be whole.
        whole: bool,
    },
    /// A list.
    List(Box<Ty>),
}

/// One of several shapes.
#[derive(Clone, Debug)]
pub struct Union {
    /// The shapes, the most specific first.
    pub arms: Vec<Arm>,
}

/// One shape of a union.
#[derive(Clone, Debug)]
pub struct Arm {
    /// What its variant's name is made of.
    pub hint: String,
    /// Its type.
    pub ty: Ty,
    /// What tells its values from those of other arms.
    pub tag: Option<Tag>,
}

/// A member whose value tells an arm from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The member's name.
    pub property: String,
    /// The values that belong to the arm.
    pub values: Vec<String>,
}
