//! The checked model: the input of every renderer.
//!
//! References are resolved, limits intersected, presence decided, defaults checked against their limits and
//! prose interpreted. Renderers see this model and [`names`](crate::names), never a specification. Each
//! endpoint has one list of named types that refer to each other by [`TypeId`], so types may be recursive.

mod constraint;
mod endpoint;
mod traverse;
mod ty;

pub use constraint::{Confidence, Constraint, Provenance, ProvenanceKind};
pub use endpoint::{
    Api, CallKind, ERROR_BODY, Endpoint, Method, Parameter, ParameterLocation, ParameterStyle, ResponseFormat,
    SharedGroup, SharedUse, StatusResponse,
};
pub use ty::{
    Base, Constrained, Direction, Discriminator, Docs, Enum, EnumKind, EnumValue, Field, IntType, Named, Naming,
    Presence, PresenceRule, Struct, Ty, TypeId, TypeKind, Union, Variant,
};
