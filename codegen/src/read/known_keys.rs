//! Keys of documents, to report a misspelt one with the key that was meant.
//!
//! Documents have many keys that are not read on purpose, so a key in no list is reported only if it resembles one.

use crate::{diagnostic::Diagnostic, document::Cursor, read::schema::SchemaReader};

/// The keys of the root of an OpenAPI document.
pub(super) const DOCUMENT: &[&str] = &[
    "openapi",
    "swagger",
    "info",
    "servers",
    "host",
    "basePath",
    "schemes",
    "consumes",
    "produces",
    "paths",
    "components",
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
    "security",
    "tags",
    "externalDocs",
    "webhooks",
    "jsonSchemaDialect",
];

/// The keys of a path item of an OpenAPI document.
pub(super) const PATH_ITEM: &[&str] = &[
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "summary",
    "description",
    "servers",
    "parameters",
    "$ref",
];

/// The keys of an operation of an OpenAPI document.
pub(super) const OPERATION: &[&str] = &[
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
    "consumes",
    "produces",
    "schemes",
];

/// The keys of a parameter of an OpenAPI document, without those of a schema.
pub(super) const PARAMETER: &[&str] = &[
    "name",
    "in",
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "schema",
    "example",
    "examples",
    "content",
    "$ref",
];

/// The keys of a request body, a response, or the description of a media type in an OpenAPI document.
pub(super) const CONTENT: &[&str] = &[
    "description",
    "content",
    "required",
    "headers",
    "links",
    "schema",
    "example",
    "examples",
    "encoding",
    "$ref",
    "itemSchema",
    "itemEncoding",
];

/// The keys of an endpoint of Apifox that are read, and others with similar names.
pub(super) const APIFOX_ENDPOINT: &[&str] = &[
    "id",
    "method",
    "path",
    "parameters",
    "auth",
    "commonParameters",
    "responses",
    "responseExamples",
    "requestBody",
    "description",
    "tags",
    "status",
    "serverId",
    "operationId",
    "sourceUrl",
    "name",
    "type",
    "queue",
    "result",
    "securityScheme",
    "customApiFields",
    "commonResponseStatus",
    "responseChildren",
    "cases",
    "mocks",
];

/// The keys of a body or a response of Apifox that are read, and others with similar names.
pub(super) const APIFOX_BODY: &[&str] = &[
    "id",
    "type",
    "mediaType",
    "contentType",
    "jsonSchema",
    "itemSchema",
    "parameters",
    "required",
    "examples",
    "example",
    "sampleValue",
    "description",
    "code",
    "name",
    "headers",
    "responseExamples",
    "additionalContentTypes",
];

/// The largest edit distance of a misspelt key.
const MAX_DISTANCE: usize = 2;

/// Returns the known word that a word resembles most, if any.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let folded = word.to_lowercase();
    let ranked = known.iter().map(|known| (strsim::damerau_levenshtein(&folded, &known.to_lowercase()), *known));
    // Short words resemble many.
    let is_near = |distance: usize| distance <= MAX_DISTANCE && distance * 3 <= word.chars().count();
    ranked.filter(|(distance, _)| is_near(*distance)).min().map(|(_, known)| known)
}

/// Returns the known word that was probably meant as the end of a message, or nothing.
pub(super) fn suggestion(word: &str, known: &[&str]) -> String {
    nearest(word, known).map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default()
}

/// Reports the keys of an object that are not known and resemble a known one.
pub(super) fn report(reader: &mut SchemaReader<'_>, at: &Cursor<'_>, known: &[&str]) {
    for (key, value) in at.entries().filter(|(key, _)| !known.contains(key) && !key.starts_with("x-")) {
        if let Some(meant) = nearest(key, known) {
            let message = format!("`{key}` is not read; did you mean `{meant}`?");
            let help = format!("rename it to `{meant}` with an overlay");
            reader.report(Diagnostic::warning("misspelt-key", &value.origin(), message).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_key_is_found() {
        for (word, meant) in [
            ("requestbody", Some("requestBody")),
            ("reponses", Some("responses")),
            ("paramters", Some("parameters")),
            ("operationID", Some("operationId")),
            ("id", None),
            ("logo", None),
        ] {
            assert_eq!(nearest(word, OPERATION), meant, "{word}");
        }
    }
}
