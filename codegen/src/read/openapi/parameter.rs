//! The parameters of an operation or a path item.

use super::{content, references::ReferenceRoot, swagger};
use crate::{
    diagnostic::Diagnostic,
    document::Cursor,
    origin::Spanned,
    read::{client_parameters, known_keys, schema::SchemaReader},
    spec::{JsonType, Parameter, ParameterLocation, ParameterStyle, Schema},
};

/// Returns the parameters listed in `parameters`, without those that the client sends itself.
pub(super) fn parameters<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a ReferenceRoot<'a>,
    at: &Cursor<'a>,
) -> Vec<Parameter> {
    let listed: Vec<_> = at.get("parameters").into_iter().flat_map(|list| list.items()).collect();
    listed.iter().filter_map(|item| parameter(reader, document.root, &document.resolve(item))).collect()
}

fn parameter(reader: &mut SchemaReader<'_>, root: &Cursor<'_>, at: &Cursor<'_>) -> Option<Parameter> {
    let name = at.text("name")?;
    let location = location(reader, at)?;
    if !swagger::is_swagger(root) {
        known_keys::report(reader, at, known_keys::PARAMETER);
    }
    if let Some(folded) = client_parameters::folded(location, &name) {
        reader.report(folded);
        return None;
    }
    let required = location == ParameterLocation::Path || at.is_true("required");
    let is_swagger = swagger::is_swagger(root);
    let content =
        at.get("content").and_then(|content| content::preferred(reader, &content)).map(|(_, content)| content);
    let declared = at.get("schema").or_else(|| content.as_ref().and_then(|content| content.get("schema")));
    let mut schema = match declared {
        Some(declared) => reader.read(&declared),
        None if is_swagger => swagger::parameter_schema(reader, at),
        // A parameter outside a body is text unless the document says more.
        None => Schema { types: vec![JsonType::String], ..Schema::empty(at.origin()) },
    };
    let style = match &content {
        Some(_) => {
            report_style_next_to_content(reader, at);
            ParameterStyle::Json
        }
        None if is_swagger => swagger::style(reader, at, location),
        None => style(reader, at, location),
    };
    let allow_reserved = at.is_true("allowReserved");
    schema.deprecated |= at.is_true("deprecated");
    schema.description = schema.description.or_else(|| at.text("description"));
    let sample = at.get("example").filter(|sample| sample.as_str() != Some(""));
    schema.examples.extend(sample.map(|sample| Spanned { value: sample.node().to_literal(), origin: sample.origin() }));
    Some(Parameter { name, location, required, schema, style, allow_reserved })
}

/// Reports `style` and `explode` of a parameter that is written as JSON.
fn report_style_next_to_content(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) {
    if let Some(stated) = at.get("style").or_else(|| at.get("explode")) {
        let message = "`style` and `explode` do not apply to a parameter with `content`; it is sent as JSON";
        let help = "move the schema from `content` to `schema` with an overlay if the style is meant";
        reader.report(Diagnostic::warning("unsupported-style", &stated.origin(), message).help(help));
    }
}

/// Reads `style` and `explode`. A combination that is not supported is reported, and the default of the location used.
fn style(reader: &mut SchemaReader<'_>, at: &Cursor<'_>, location: ParameterLocation) -> ParameterStyle {
    let default = ParameterStyle::of(location);
    let explode = at.get("explode").and_then(|flag| flag.as_bool());
    let stated = at.get("style");
    let word = stated.as_ref().and_then(Cursor::as_str);
    supported_style(location, word, explode).unwrap_or_else(|| {
        let explode = explode.map(|explode| format!(" with `explode: {explode}`")).unwrap_or_default();
        let message = format!(
            "the style `{}`{explode} is not supported here; several values are written like `{}`",
            word.unwrap_or("simple"),
            default.as_str(),
        );
        let place = stated.as_ref().unwrap_or(at);
        let help = "send a single value, or correct the style with an overlay";
        reader.report(Diagnostic::warning("unsupported-style", &place.origin(), message).help(help));
        default
    })
}

/// Returns the style of a location, a word and `explode`; `None` if the combination is not supported.
fn supported_style(location: ParameterLocation, word: Option<&str>, explode: Option<bool>) -> Option<ParameterStyle> {
    let pairs_or = |style| Some(if explode == Some(true) { ParameterStyle::Pairs } else { style });
    match (location, word) {
        (ParameterLocation::Path | ParameterLocation::Header, None | Some("simple")) => {
            (explode != Some(true)).then_some(ParameterStyle::Comma)
        }
        (ParameterLocation::Query | ParameterLocation::Cookie, None | Some("form")) => {
            Some(if explode == Some(false) { ParameterStyle::Comma } else { ParameterStyle::Pairs })
        }
        (ParameterLocation::Query, Some("spaceDelimited")) => pairs_or(ParameterStyle::Space),
        (ParameterLocation::Query, Some("pipeDelimited")) => pairs_or(ParameterStyle::Pipe),
        (ParameterLocation::Query, Some("deepObject")) => Some(ParameterStyle::DeepObject),
        (
            ParameterLocation::Path | ParameterLocation::Query | ParameterLocation::Header | ParameterLocation::Cookie,
            Some(_),
        ) => None,
    }
}

fn location(reader: &mut SchemaReader<'_>, at: &Cursor<'_>) -> Option<ParameterLocation> {
    let word = at.text("in")?;
    Some(match word.value.as_str() {
        "path" => ParameterLocation::Path,
        "query" => ParameterLocation::Query,
        "header" => ParameterLocation::Header,
        "cookie" => ParameterLocation::Cookie,
        // Parts of the body in Swagger 2.0.
        "body" | "formData" => return None,
        other => {
            let meant = known_keys::suggestion(other, &["path", "query", "header", "cookie", "body", "formData"]);
            let message = format!("`{other}` is not a location of a parameter; the parameter is not sent{meant}");
            let help = "write path, query, header or cookie";
            reader.report(Diagnostic::warning("unknown-location", &word.origin, message).help(help));
            return None;
        }
    })
}
