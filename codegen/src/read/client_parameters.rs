//! Parameters that are not fields of a request: headers of the HTTP transport, and keys.

use crate::{diagnostic::Diagnostic, origin::Spanned, spec::ParameterLocation};

/// Headers that the client sends itself.
const CLIENT_HEADERS: &[&str] = &[
    "proxy-authorization",
    "content-type",
    "content-length",
    "accept",
    "accept-encoding",
    "user-agent",
    "host",
    "connection",
];

/// Headers with the value of the client and not of a single request, which the client does not send itself.
const AMBIENT_HEADERS: &[&str] = &["accept-language", "cookie", "origin", "referer", "cache-control"];

/// Headers with a key. The client sends `authorization`, and any other one only if a security scheme names it.
const KEY_HEADERS: &[&str] =
    &["authorization", "x-api-key", "api-key", "apikey", "token", "x-token", "x-auth-token", "access-token"];

/// Returns whether a parameter is not a field of the request. Example values of such parameters are never copied.
fn is_sent_by_client(location: ParameterLocation, name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    match location {
        ParameterLocation::Header => {
            [CLIENT_HEADERS, AMBIENT_HEADERS, KEY_HEADERS].iter().any(|names| names.contains(&name.as_str()))
        }
        ParameterLocation::Cookie | ParameterLocation::Path | ParameterLocation::Query => false,
    }
}

/// Returns the diagnostic of a parameter that is not a field of the request, and `None` for any other parameter.
pub(super) fn folded(location: ParameterLocation, name: &Spanned<String>) -> Option<Diagnostic> {
    if !is_sent_by_client(location, &name.value) {
        return None;
    }
    let (name, origin) = (&name.value, &name.origin);
    let header = name.trim().to_ascii_lowercase();
    let (message, help) = match location {
        ParameterLocation::Header if header == "authorization" => (
            format!("the client sends `{name}` from its credentials; it is not a parameter of the call"),
            Some("set the key on the client".to_owned()),
        ),
        ParameterLocation::Header if CLIENT_HEADERS.contains(&header.as_str()) => {
            (format!("the client sends `{name}` itself; it is not a parameter of the call"), None)
        }
        ParameterLocation::Header | ParameterLocation::Cookie | ParameterLocation::Path | ParameterLocation::Query => (
            format!("`{name}` is not a parameter of the call, and the client does not send it itself"),
            Some(format!("send it with `.header(\"{header}\", …)`, or state it as a security scheme")),
        ),
    };
    let diagnostic = Diagnostic::note("folded-parameter", origin, message);
    Some(match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    })
}
