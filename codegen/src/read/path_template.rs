//! Paths as documents write them: with or without a host, with parameters in several notations, with a query.

use crate::{
    diagnostic::Diagnostic,
    http::{ParameterLocation, ParameterStyle},
    origin::{Origin, Spanned},
    spec::{JsonType, Parameter, Schema},
};

/// A path with `{name}` for parameters. It begins with a slash and may have a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathTemplate {
    pub path: String,
    /// The path without its query, its characters as in the document. A fragment is a last segment, since documents
    /// distinguish operations at one path by it.
    pub readable: String,
    /// The server of an absolute URL.
    pub server: Option<String>,
}

impl PathTemplate {
    /// Reads a path: without a variable for the host, without a fragment, `:name` as `{name}`, and with the characters
    /// encoded that a URL cannot have. Characters that are encoded already are not changed.
    pub(super) fn read(written: &str) -> Self {
        let written = written.trim();
        let (server, path) = split_server(without_variable(written));
        let (path, fragment) = path.split_once('#').unwrap_or((path, ""));
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let segments: Vec<String> = path.strip_prefix('/').unwrap_or(path).split('/').map(segment).collect();
        let encoded: Vec<String> = segments.iter().map(|segment| literals(segment, "")).collect();
        let query = query.map(|query| format!("?{}", literals(query, "/?"))).unwrap_or_default();
        let readable = format!("{}/{fragment}", segments.join("/"));
        Self { path: format!("/{}{query}", encoded.join("/")), readable, server }
    }

    /// Returns the names in braces, in order, with their locations.
    fn names(&self) -> Vec<(&str, ParameterLocation)> {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let parts = [(path, ParameterLocation::Path), (query, ParameterLocation::Query)];
        parts.into_iter().flat_map(|(text, location)| names(text).map(move |name| (name, location))).collect()
    }

    /// Declares a text parameter for each name without one, and returns a note about each.
    pub(super) fn declare_missing(&self, parameters: &mut Vec<Parameter>, origin: &Origin) -> Vec<Diagnostic> {
        let mut notes = Vec::new();
        for (name, location) in self.names() {
            let is_declared = |parameter: &Parameter| {
                parameter.name.value == name && [ParameterLocation::Path, location].contains(&parameter.location)
            };
            if parameters.iter().any(is_declared) {
                continue;
            }
            let message = format!("`{{{name}}}` in the path has no parameter; it is read as a required text");
            notes.push(Diagnostic::note("undeclared-parameter", origin, message));
            parameters.push(Parameter {
                name: Spanned { value: name.to_owned(), origin: origin.clone() },
                location,
                required: true,
                schema: Schema { types: vec![JsonType::String], ..Schema::empty(origin.clone()) },
                style: ParameterStyle::of(location),
                allow_reserved: false,
            });
        }
        notes
    }
}

/// Returns the names in braces.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

/// Removes a variable for the host at the beginning: `{{baseUrl}}/a`.
fn without_variable(written: &str) -> &str {
    let variable = written.trim_start_matches('/').strip_prefix("{{").and_then(|rest| rest.split_once("}}"));
    variable.map_or(written, |(_, path)| path)
}

/// Splits an absolute URL into its server and path.
fn split_server(written: &str) -> (Option<String>, &str) {
    let Some((scheme, rest)) = written.split_once("://") else { return (None, written) };
    if !matches!(scheme.trim_start_matches('/'), "http" | "https") {
        return (None, written);
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    (Some(format!("{}://{host}", scheme.trim_start_matches('/'))), path)
}

/// Writes `:name`, `{{name}}` and `{name:pattern}` as `{name}`.
fn segment(segment: &str) -> String {
    let segment = &without_patterns(&segment.replace("{{", "{").replace("}}", "}"));
    let name = segment.strip_prefix(':').filter(|name| !name.is_empty());
    let is_name = |name: &&str| name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    match name.filter(is_name) {
        Some(name) => format!("{{{name}}}"),
        None => segment.to_owned(),
    }
}

/// Removes the pattern after a name in braces: `{id:[0-9]+}`.
fn without_patterns(segment: &str) -> String {
    let (mut plain, mut rest) = (String::new(), segment);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        plain.extend([before, "{", name.split(':').next().unwrap_or_default().trim(), "}"]);
        rest = after;
    }
    plain + rest
}

/// Encodes the text outside of braces. Characters in `also` are not encoded.
fn literals(text: &str, also: &str) -> String {
    let (mut encoded, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        encoded.push_str(&encode(before, also));
        encoded.extend(["{", name, "}"]);
        rest = after;
    }
    encoded + &encode(rest, also)
}

/// Encodes the characters that RFC 3986 does not allow in a path segment.
fn encode(text: &str, also: &str) -> String {
    const ALLOWED: &str = "-._~!$&'()*+,;=:@";
    let mut encoded = String::new();
    for (index, c) in text.char_indices() {
        let is_escape = || {
            let digits = text.get(index + 1..index + 3);
            digits.is_some_and(|digits| digits.chars().all(|digit| digit.is_ascii_hexdigit()))
        };
        if c.is_ascii_alphanumeric() || ALLOWED.contains(c) || also.contains(c) || (c == '%' && is_escape()) {
            encoded.push(c);
        } else {
            let mut buffer = [0; 4];
            encoded.extend(c.encode_utf8(&mut buffer).bytes().map(|byte| format!("%{byte:02X}")));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_they_are_written() {
        for (written, path) in [
            ("/v1/a/", "/v1/a/"),
            ("v1/a", "/v1/a"),
            ("//v1//a", "//v1//a"),
            ("/", "/"),
            ("/v1/{model}:run", "/v1/{model}:run"),
            ("/v1/:id/x", "/v1/{id}/x"),
            ("/v1/{{id}}/x", "/v1/{id}/x"),
            ("/v1/{id:[0-9]+}.{format: png|jpg}", "/v1/{id}.{format}"),
            ("/v1/a#beta", "/v1/a"),
            ("/v1/a?mode=fast&x={x}", "/v1/a?mode=fast&x={x}"),
            ("/v1/a%2Fb/50%", "/v1/a%2Fb/50%25"),
            ("/v1/图 片", "/v1/%E5%9B%BE%20%E7%89%87"),
            ("/{{host}}/v1/a", "/v1/a"),
            ("{{host}}v1/a", "/v1/a"),
        ] {
            assert_eq!(PathTemplate::read(written).path, path, "{written}");
        }
    }

    #[test]
    fn an_absolute_url_has_a_server() {
        for written in ["https://api.example.com/v1/a", "/https://api.example.com/v1/a"] {
            let template = PathTemplate::read(written);
            assert_eq!(template.server.as_deref(), Some("https://api.example.com"), "{written}");
            assert_eq!(template.path, "/v1/a", "{written}");
        }
    }
}
