//! Reader of JSON Schema keywords, the same for every format and version.
//!
//! Real documents mix OpenAPI 3.0, OpenAPI 3.1, Apifox and pydantic keywords, so all are read everywhere. Each keyword is
//! a row of the table in [`keywords`]; a key in no table is reported. Keywords are not combined and references are not
//! resolved here; `lower` does both.

mod apifox;
mod enum_docs;
mod fal;
mod ignored;
mod keywords;
mod limits;
mod reader;
mod references;
mod values;

use std::collections::BTreeMap;

pub use reader::SchemaReader;
pub use references::{LocalReferences, Resolve};

use crate::{
    diagnostic::Diagnostic,
    document::Cursor,
    spec::{ComponentSchema, Operation, Schema, Spec},
};

impl SchemaReader<'_> {
    /// Reads a schema with its subschemas.
    pub fn read(&mut self, at: &Cursor<'_>) -> Schema {
        self.read_without(at, &[])
    }

    /// Reads a schema in an object that has other keys, too.
    pub fn read_without(&mut self, at: &Cursor<'_>, other_keys: &[&str]) -> Schema {
        self.schema_count += 1;
        let mut schema = Schema::empty(at.origin());
        if let Some(allowed) = at.as_bool() {
            if !allowed {
                let message = "the schema `false` allows no value; accepting any value";
                self.report(Diagnostic::warning("schema-allows-nothing", &at.origin(), message));
            }
            return schema;
        }
        if !at.is_object() {
            let message = format!("a schema must be an object, found {}; accepting any value", at.node().kind());
            self.report(Diagnostic::warning("not-a-schema", &at.origin(), message));
            return schema;
        }
        for (keyword, value) in at.entries().filter(|(keyword, _)| !other_keys.contains(keyword)) {
            keywords::read(self, &mut schema, keyword, &value);
        }
        limits::resolve_exclusive(&mut schema, at);
        values::resolve_listed_null(self, &mut schema);
        enum_docs::resolve(self, &mut schema, at);
        apifox::apply_overrides(self, &mut schema);
        self.report_lone_discriminator(&schema);
        if let Some(reference) = &schema.reference {
            self.add_reference(&reference.value);
        }
        schema
    }

    /// Reports a discriminator without alternatives, which selects schemas that refer to this one.
    fn report_lone_discriminator(&mut self, schema: &Schema) {
        let Some(discriminator) = schema.discriminator.as_ref().filter(|_| schema.one_of.is_empty()) else { return };
        if schema.any_of.is_empty() {
            let property = &discriminator.property;
            let message = format!(
                "`{property}` selects schemas that extend this one; only the properties of this one are fields"
            );
            let help = "list the schemas in `oneOf` with an overlay";
            self.report(Diagnostic::note("discriminator-without-alternatives", &schema.origin, message).help(help));
        }
    }

    /// Returns the specification of the operations: reads the targets of all references, including references met on the
    /// way.
    pub fn into_spec(mut self, operations: Vec<Operation>, resolver: &dyn Resolve) -> Spec {
        let mut models = BTreeMap::new();
        while let Some(reference) = self.next_reference() {
            if let Some((target, name)) = resolver.resolve(&reference) {
                let schema = self.read(&target);
                models.insert(reference, ComponentSchema { name, schema });
            }
        }
        Spec { operations, models, schema_count: self.schema_count }
    }
}
