//! The server and the security of an operation of an OpenAPI document.

use super::{references::ReferenceRoot, swagger};
use crate::{
    diagnostic::Diagnostic,
    document::Cursor,
    read::{
        schema::SchemaReader,
        security_scheme,
        server_url::{ServerUrl, substitute, title_or_stem},
    },
    service::{SecurityScheme, Service},
};

/// The server that an operation is sent to.
pub(super) struct ServerOfOperation {
    pub service: Service,
    /// The path of a server without a host, which is part of the path of the operation.
    pub path: String,
}

/// Returns the server of an operation: its own, that of the path, or that of the document.
pub(super) fn of_operation<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a ReferenceRoot<'a>,
    item: &Cursor<'a>,
    operation: &Cursor<'a>,
) -> ServerOfOperation {
    let own = [operation, item].into_iter().find_map(servers);
    let server = match &own {
        Some(servers) => chosen(reader, servers),
        None => servers(document.root).and_then(|servers| chosen_silently(&servers)),
    };
    let server = server.or_else(|| swagger::server(document.root));
    let (url, path) = match server {
        Some(ServerUrl::Absolute(url)) => (Some(url), String::new()),
        Some(ServerUrl::Path(path)) => (None, path),
        Some(ServerUrl::Invalid) | None => (None, String::new()),
    };
    let security = security(reader, document, operation);
    ServerOfOperation { service: Service::new(url, &title_or_stem(document.root, &["title"]), security), path }
}

/// Reports servers of the document that are not used.
pub(super) fn report(reader: &mut SchemaReader<'_>, root: &Cursor<'_>) {
    if let Some(servers) = servers(root) {
        chosen(reader, &servers);
    }
}

fn servers<'a>(at: &Cursor<'a>) -> Option<Vec<Cursor<'a>>> {
    let servers: Vec<_> = at.get("servers")?.items().filter(|server| server.get("url").is_some()).collect();
    (!servers.is_empty()).then_some(servers)
}

/// Returns the first usable server, and reports the others.
fn chosen(reader: &mut SchemaReader<'_>, servers: &[Cursor<'_>]) -> Option<ServerUrl> {
    let index = servers.iter().position(|server| url(server) != ServerUrl::Invalid);
    for (position, server) in servers.iter().enumerate().filter(|(position, _)| Some(*position) != index) {
        let text = server.get("url").and_then(|url| url.as_str()).unwrap_or_default();
        let (code, message) = match (url(server), index) {
            (ServerUrl::Invalid, _) => (
                "unusable-server",
                format!("`{text}` is not the base URL of an HTTP server, or has a variable without a default"),
            ),
            (ServerUrl::Absolute(_) | ServerUrl::Path(_), Some(_) | None) => {
                ("other-server", format!("server {position} `{text}` is not the default; the first one is"))
            }
        };
        let help = "set it on the client with `service_url` or `base_url`";
        reader.report(Diagnostic::note(code, &server.origin(), message).help(help));
    }
    servers.get(index?).map(url)
}

fn chosen_silently(servers: &[Cursor<'_>]) -> Option<ServerUrl> {
    servers.iter().map(url).find(|url| *url != ServerUrl::Invalid)
}

/// Returns the URL of a server, with the defaults of its variables.
fn url(server: &Cursor<'_>) -> ServerUrl {
    let text = server.get("url").and_then(|url| url.as_str()).unwrap_or_default();
    let variables = server.get("variables");
    let value = |name: &str| {
        let variable = variables.as_ref()?.get(name)?;
        let first = || variable.get("enum").and_then(|values| values.items().next()?.as_str().map(str::to_owned));
        variable.text("default").map(|default| default.value).or_else(first)
    };
    ServerUrl::parse(&substitute(text, ("{", "}"), value))
}

/// Returns the alternatives of security schemes of an operation.
fn security<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a ReferenceRoot<'a>,
    operation: &Cursor<'a>,
) -> Option<Vec<Vec<SecurityScheme>>> {
    let own = operation.get("security");
    let is_own = own.is_some();
    let stated = own.or_else(|| document.root.get("security"))?;
    let mut alternatives = Vec::new();
    for requirement in stated.items() {
        let schemes = requirement.entries().map(|(name, at)| scheme(reader, document, name, &at, is_own));
        alternatives.extend(schemes.collect::<Option<Vec<_>>>());
    }
    // If no alternative can be sent, the document does not say that no key is needed.
    (!alternatives.is_empty() || stated.items().next().is_none()).then_some(alternatives)
}

fn scheme<'a>(
    reader: &mut SchemaReader<'_>,
    document: &'a ReferenceRoot<'a>,
    name: &str,
    at: &Cursor<'a>,
    is_own: bool,
) -> Option<SecurityScheme> {
    let components = document.root.get("components").and_then(|components| components.get("securitySchemes"));
    let defined = components.or_else(|| document.root.get("securityDefinitions")).and_then(|schemes| schemes.get(name));
    let resolved = defined.as_ref().map(|defined| document.resolve(defined));
    let location = resolved.as_ref().and_then(security_scheme::location);
    if location.is_none() && (is_own || resolved.is_some()) {
        let message = match &resolved {
            Some(_) => format!("the security scheme `{name}` is not supported; no key is sent for it"),
            None => format!("the security scheme `{name}` is not defined; no key is sent for it"),
        };
        let help = "use bearer, basic, or an API key in a header, the query or a cookie";
        reader.report(Diagnostic::warning("unsupported-security", &at.origin(), message).help(help));
    }
    Some(SecurityScheme { name: name.to_owned(), location: location? })
}
