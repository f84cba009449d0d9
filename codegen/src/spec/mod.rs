//! The format-independent model of a specification, which every reader produces.
//!
//! References are not resolved, limits not combined and descriptions not read; `lower` does all three. Every value has its
//! origin.

mod operation;
mod schema;

use std::collections::BTreeMap;

pub use operation::{Body, Dialect, Method, Operation, Parameter, ParameterLocation, ParameterStyle, Response};
pub use schema::{
    AdditionalProperties, ApifoxRef, DiscriminatorMapping, EnumDoc, JsonType, Property, Schema, SchemaLimit,
};

/// The operations of a source, and the models that their schemas refer to.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    /// The operations, in document order.
    pub operations: Vec<Operation>,
    /// The models, by reference.
    pub models: BTreeMap<String, ComponentSchema>,
    /// The number of schemas in the document.
    pub schema_count: usize,
}

/// A schema that other schemas refer to.
#[derive(Clone, Debug)]
pub struct ComponentSchema {
    /// Its name in the document.
    pub name: String,
    /// The schema.
    pub schema: Schema,
}
