//! The parameters of an operation or a path item.

use super::references::ReferenceRoot;
use crate::{
    document::Cursor,
    origin::Spanned,
    read::{client_parameters, schema::SchemaReader},
    spec::{Parameter, ParameterLocation, Schema},
};

/// Returns the parameters listed in `parameters`, without those that the client sends itself.
pub(super) fn parameters<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a ReferenceRoot<'a>,
    at: &Cursor<'a>,
) -> Vec<Parameter> {
    let listed: Vec<_> = at.get("parameters").into_iter().flat_map(|list| list.items()).collect();
    listed.iter().filter_map(|item| parameter(reader, &document.resolve(item))).collect()
}

fn parameter(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) -> Option<Parameter> {
    let name = at.text("name")?;
    let location = location(at)?;
    if let Some(folded) = client_parameters::folded(location, &name) {
        reader.report(folded);
        return None;
    }
    let required =
        location == ParameterLocation::Path || at.get("required").and_then(|flag| flag.as_bool()).unwrap_or(false);
    let mut schema = match at.get("schema") {
        Some(declared) => reader.read(&declared),
        None => Schema::empty(at.origin()),
    };
    schema.description = schema.description.or_else(|| at.text("description"));
    let sample = at.get("example").filter(|sample| sample.as_str() != Some(""));
    schema.examples.extend(sample.map(|sample| Spanned { value: sample.node().to_literal(), origin: sample.origin() }));
    Some(Parameter { name, location, required, schema })
}

fn location(at: &Cursor<'_>) -> Option<ParameterLocation> {
    Some(match at.get("in")?.as_str()? {
        "path" => ParameterLocation::Path,
        "query" => ParameterLocation::Query,
        "header" => ParameterLocation::Header,
        "cookie" => ParameterLocation::Cookie,
        _ => return None,
    })
}
