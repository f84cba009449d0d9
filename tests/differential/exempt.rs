//! The fixtures that cannot be compared with a JSON Schema validator.

/// The beginnings of their names, with the reasons.
pub const EXEMPT: &[(&str, &str)] = &[
    ("direct/bodies", "a body next to parameters is a field of its own"),
    ("direct/keys_and_cookies", "the client sends the keys, not the request"),
    ("direct/parameters", "the client sends the keys, not the request"),
    ("direct/parameters_of_one_name", "parameters of one name have fields with prefixes"),
    ("direct/responses", "bodies that are not JSON, and several responses"),
    ("direct/swagger", "parameters of Swagger 2.0 are schemas themselves"),
    ("direct/two_responses_of_a_status", "several responses"),
    ("direct/two_statuses_of_a_model", "several responses"),
    ("example/", "the example types the response, which has an empty schema"),
    ("openapi/bounds_beyond_numbers", "the validator has no numbers of this size"),
    ("openapi/fal_document", "another operation describes the result"),
    ("openapi/list_of_models", "the documents are inside of a list"),
    ("openapi/merge_keys", "YAML"),
    ("openapi/union_of_optional_properties", "another operation describes the result"),
    ("openapi/yaml", "YAML"),
    ("overlay/", "an overlay changes the schema"),
    ("page/", "the schema is a table or part of a page"),
    ("project/inserted_properties", "Apifox inserts properties by reference"),
    ("project/overrides_beside_reference", "Apifox replaces properties next to a reference"),
    ("prose/", "limits in descriptions are no keywords"),
];
