//! Documents of random schemas: several schemas are the properties of one request and one response.

use std::collections::BTreeMap;

use fal_codegen::{Diagnostic, Options, Output, Severity, Source, generate, render::Target};
use serde_json::{Map, Value, json};

use crate::schemas::{RandomSchema, random_schema};

/// Number of schemas per document.
pub const PER_DOCUMENT: usize = 25;

/// A document with the numbers of its schemas.
#[derive(Clone, Debug)]
pub struct Document {
    /// Id of its endpoint.
    pub endpoint: String,
    /// The schemas by their number.
    pub schemas: BTreeMap<usize, RandomSchema>,
}

/// A document with its generated code.
pub struct Generated {
    /// The document, without schemas that the generator refuses.
    pub document: Document,
    /// The generated files and diagnostics.
    pub output: Output,
}

impl Document {
    /// Generates a document of the schemas from `first`.
    pub fn new(seed: u64, first: usize) -> Self {
        let numbers = first..first + PER_DOCUMENT;
        let schemas = numbers.map(|number| (number, random_schema(seed, number))).collect();
        Self { endpoint: format!("fal-ai/differential/d{first}"), schemas }
    }

    /// Writes the document as OpenAPI.
    pub fn source(&self) -> Source {
        let property = |(number, random): (&usize, &RandomSchema)| (format!("p{number}"), random.schema.clone());
        let properties: Map<String, Value> = self.schemas.iter().map(property).collect();
        let components: Map<String, Value> =
            self.schemas.values().flat_map(|random| random.components.clone()).collect();
        let object = json!({ "type": "object", "properties": properties });
        let content = json!({ "application/json": { "schema": object } });
        let operation = json!({
            "requestBody": { "content": content },
            "responses": { "200": { "description": "Done.", "content": content } },
        });
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "Random", "version": "1" },
            "servers": [{ "url": "https://queue.fal.run" }],
            "paths": { format!("/{}", self.endpoint): { "post": operation } },
            "components": { "schemas": components },
        });
        let name = self.endpoint.rsplit('/').next().unwrap_or_default();
        Source::new(format!("{name}.openapi.json"), document.to_string())
    }

    /// Generates code, without the schemas that are refused because no value is valid.
    pub fn generate(mut self) -> Generated {
        loop {
            let output = generate(&[self.source()], &Options::new(Target::own()));
            let refused: Vec<usize> = self
                .schemas
                .keys()
                .copied()
                .filter(|number| is_reported(&output, *number, |diagnostic| diagnostic.severity == Severity::Error))
                .collect();
            if refused.is_empty() {
                assert!(!output.has_rejected_specs(), "{:?}", output.diagnostics);
                return Generated { document: self, output };
            }
            self.schemas.retain(|number, _| !refused.contains(number));
        }
    }
}

/// Whether such a diagnostic is reported about a schema or one of its components.
pub fn is_reported(output: &Output, number: usize, is_such: impl Fn(&Diagnostic) -> bool) -> bool {
    let names = [format!("/p{number}/"), format!("/S{number}x")];
    let is_about = |diagnostic: &Diagnostic| {
        let pointer = format!("{}/", diagnostic.origin.pointer);
        is_such(diagnostic) && names.iter().any(|name| pointer.contains(name.as_str()))
    };
    output.diagnostics.iter().any(is_about)
}
