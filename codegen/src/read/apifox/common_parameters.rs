//! Parameters of a whole project. An endpoint names those that it switches on or off; the others follow their default.

use super::parameters::{LOCATIONS, parameter};
use crate::{diagnostic::Diagnostic, document::Cursor, read::schema::SchemaReader, spec::Parameter};

/// Adds the parameters of the project that the endpoint has and does not state itself.
pub(super) fn add(
    reader: &mut SchemaReader<'_>,
    api: &Cursor<'_>,
    root: Option<&Cursor<'_>>,
    parameters: &mut Vec<Parameter>,
) {
    let Some(lists) = root.and_then(|root| root.get("commonParameters")?.get("parameters")) else { return };
    for (key, location) in LOCATIONS {
        for item in lists.get(key).into_iter().flat_map(|list| list.items()) {
            let Some(common) = parameter(reader, &item, *location).filter(|_| is_enabled(api, key, &item)) else {
                continue;
            };
            let is_same = |own: &Parameter| own.location == common.location && own.name.value == common.name.value;
            if !parameters.iter().any(is_same) {
                parameters.push(common);
            }
        }
    }
}

/// Reports the parts of the parameters of a project that are not read.
pub(super) fn report(reader: &mut SchemaReader<'_>, root: &Cursor<'_>) {
    let lists = root.get("commonParameters").and_then(|common| common.get("parameters"));
    let body = lists.and_then(|lists| lists.get("body")).filter(|list| list.items().next().is_some());
    if let Some(body) = body {
        let message = "fields that all bodies of the project have are not read";
        let help = "add them to the bodies with an overlay";
        reader.report(Diagnostic::warning("common-body-fields", &body.origin(), message).help(help));
    }
}

fn is_enabled(api: &Cursor<'_>, key: &str, item: &Cursor<'_>) -> bool {
    let name = item.get("name").and_then(|name| name.as_str());
    let named = api
        .get("commonParameters")
        .and_then(|common| common.get(key))
        .and_then(|list| list.items().find(|own| own.get("name").and_then(|name| name.as_str()) == name));
    let flag = |at: &Cursor<'_>, key: &str| at.get(key).and_then(|flag| flag.as_bool()).unwrap_or(true);
    named.map_or_else(|| flag(item, "defaultEnable"), |own| flag(&own, "enable"))
}
