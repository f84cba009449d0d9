//! Parameters that the client sends itself: credentials, and headers of the HTTP transport.

use crate::spec::ParameterLocation;

const CLIENT_HEADERS: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "content-type",
    "content-length",
    "accept",
    "accept-encoding",
    "accept-language",
    "user-agent",
    "host",
    "connection",
    "cookie",
    "origin",
    "referer",
    "cache-control",
    "x-api-key",
    "api-key",
    "apikey",
    "token",
    "x-token",
    "x-auth-token",
    "access-token",
];

/// Returns whether the client sends a parameter itself. Example values of such parameters are never copied.
pub(super) fn is_sent_by_client(location: ParameterLocation, name: &str) -> bool {
    match location {
        ParameterLocation::Header => CLIENT_HEADERS.contains(&name.trim().to_ascii_lowercase().as_str()),
        ParameterLocation::Cookie => true,
        ParameterLocation::Path | ParameterLocation::Query => false,
    }
}
