//! The storage token, and temporary tokens for clients without the API key.

use jiff::{SignedDuration, Timestamp, tz::Offset};
use serde_json::{Value, json};

use super::FileStorage;
use crate::{request::Request, response::Response};

/// Scope of the storage token.
const STORAGE: &str = "storage";

/// Lifetime stated for the storage token: one day, or as requested up to 30 days.
const DEFAULT_LIFETIME: SignedDuration = SignedDuration::from_hours(24);
const MAX_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Issues the storage token. There is only one and it does not expire.
pub(super) fn storage_token(storage: &FileStorage, request: &Request) -> Response {
    let requested = request.json().and_then(|body| body.get("expiration_seconds")?.as_i64());
    let lifetime =
        requested.map_or(DEFAULT_LIFETIME, SignedDuration::from_secs).clamp(SignedDuration::ZERO, MAX_LIFETIME);
    let expires_at = Timestamp::now().saturating_add(lifetime).unwrap_or(Timestamp::MAX);
    let body = json!({
        "token": storage.signature(STORAGE),
        "token_type": "Bearer",
        "base_url": format!("{}/v3.fal.media", storage.origin),
        "expires_at": expires_at.display_with_offset(Offset::UTC).to_string(),
    });
    Response::json(200, &body)
}

/// Whether a request carries the storage token.
pub(super) fn has_storage_token(storage: &FileStorage, request: &Request) -> bool {
    let input = request.header("authorization").and_then(|value| value.split_once(' '));
    input.is_some_and(|(kind, token)| kind.eq_ignore_ascii_case("bearer") && storage.is_signed(STORAGE, Some(token)))
}

/// Issues a token that replaces the API key in a query. The older path returns the bare string.
pub(super) fn temporary_token(storage: &FileStorage, request: &Request) -> Response {
    let body = request.json().unwrap_or_default();
    let apps = body.get("allowed_apps").or_else(|| body.get("app")).unwrap_or(&Value::Null);
    if apps.is_null() {
        let violation =
            json!([{ "loc": ["body", "allowed_apps"], "msg": "Field required", "type": "missing", "input": body }]);
        return Response::detail(422, violation);
    }
    let token = storage.signature(&format!("apps {apps}"));
    Response::json(200, &if request.path == "tokens" { json!(token) } else { json!({ "token": token }) })
}
