//! A specification in no one's dialect: what the readers of every format agree on.
//!
//! Nothing is interpreted here. References are not followed, limits not intersected, words not read:
//! that is `lower`'s work. Every value keeps its origin.

mod operation;
mod schema;

use std::collections::BTreeMap;

pub use operation::{Body, Dialect, Method, Operation, Parameter, ParameterLocation, Response};
pub use schema::{
    AdditionalProperties, ApifoxRef, DiscriminatorMapping, EnumDoc, JsonType, Property, Schema, SchemaLimit,
};

/// All operations of one source, and the models that their schemas refer to.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    /// The operations, in the order of the document.
    pub operations: Vec<Operation>,
    /// The targets of references that exist, by the text of the reference.
    pub models: BTreeMap<String, Model>,
}

/// A schema that others refer to.
#[derive(Clone, Debug)]
pub struct Model {
    /// The name it goes by in its document.
    pub name: String,
    /// The schema.
    pub schema: Schema,
}
