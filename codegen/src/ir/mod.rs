//! The checked model: what is generated, with every question answered.
//!
//! References are followed, limits intersected, presence decided, defaults known to lie inside their
//! limits, prose read. Renderers see this and `names`, and nothing of a specification. Types live in
//! one list per endpoint and refer to each other by [`TypeId`], so they may be recursive.

mod constraint;
mod endpoint;
mod ty;

pub use constraint::{Basis, Constraint, Provenance, Strength};
pub use endpoint::{Api, Endpoint, Method, Parameter, ParameterPlace, Shared, SharedUse, Transport};
pub use ty::{
    Arm, Base, Checked, Direction, Docs, Field, Member, Named, Naming, Presence, Record, Set, Shape, Tag, Ty, TypeId,
    Union, Width,
};
