//! Tokens: that of the storage, and those for clients that must not have the key.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::Storage;
use crate::{request::Request, response::Response};

/// What the permission of the storage is for.
const STORAGE: &str = "storage";

/// How long the token of the storage is said to last, in seconds: a day, or what is asked for up to thirty.
const LASTS: u64 = 24 * 3600;
const LONGEST: u64 = 30 * LASTS;

/// A token for uploads. It is one and the same, and does not end by itself.
pub(super) fn of_storage(storage: &Storage, request: &Request) -> Response {
    let asked = request.json().and_then(|body| body.get("expiration_seconds")?.as_u64());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let body = json!({
        "token": storage.permission(STORAGE),
        "token_type": "Bearer",
        "base_url": format!("{}/v3.fal.media", storage.origin),
        "expires_at": moment(now + asked.unwrap_or(LASTS).min(LONGEST)),
    });
    Response::json(200, &body)
}

/// Whether a request has that token.
pub(super) fn admits(storage: &Storage, request: &Request) -> bool {
    let given = request.header("authorization").and_then(|value| value.split_once(' '));
    given.is_some_and(|(kind, token)| kind.eq_ignore_ascii_case("bearer") && storage.permits(STORAGE, Some(token)))
}

/// A token that stands in a query in the key's place. The older address answers with the bare text.
pub(super) fn temporary(storage: &Storage, request: &Request) -> Response {
    let body = request.json().unwrap_or_default();
    let apps = body.get("allowed_apps").or_else(|| body.get("app")).unwrap_or(&Value::Null);
    if apps.is_null() {
        let fault =
            json!([{ "loc": ["body", "allowed_apps"], "msg": "Field required", "type": "missing", "input": body }]);
        return Response::detail(422, fault);
    }
    let token = storage.permission(&format!("apps {apps}"));
    Response::json(200, &if request.path == "tokens" { json!(token) } else { json!({ "token": token }) })
}

/// A moment, by its seconds since 1970, as ISO 8601 has it. The days are counted from a March, so that the odd day
/// of leap years is the last of its year.
fn moment(seconds: u64) -> String {
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hours, minutes) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{:02}+00:00", seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn moments_are_those_of_the_calendar() {
        assert_eq!(moment(0), "1970-01-01T00:00:00+00:00");
        assert_eq!(moment(951_782_399), "2000-02-28T23:59:59+00:00");
        assert_eq!(moment(951_868_800), "2000-03-01T00:00:00+00:00");
        assert_eq!(moment(1_798_761_599), "2026-12-31T23:59:59+00:00");
    }
}
