//! An independent JSON Schema validator.

use fal_codegen::ir::Direction;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::translation::Translation;

/// Compiles a schema for one direction.
pub fn validator(schema: &Value, components: &Map<String, Value>, direction: Direction) -> Validator {
    try_validator(schema, components, direction).unwrap_or_else(|error| panic!("{schema} is not a schema: {error}"))
}

/// Compiles a schema for one direction, or returns why it is not a JSON Schema.
pub fn try_validator(
    schema: &Value,
    components: &Map<String, Value>,
    direction: Direction,
) -> Result<Validator, String> {
    let translation = Translation { direction, components };
    let named: Map<String, Value> =
        components.iter().map(|(name, schema)| (name.clone(), translation.schema(schema))).collect();
    let root = json!({
        "allOf": [translation.schema(schema)],
        "components": { "schemas": named },
    });
    jsonschema::draft202012::new(&root).map_err(|error| error.to_string())
}
