//! limit-added name: a literal, which cannot be held against a pattern.
// error: has a pattern

use boats::acme::pattern_added;
use fal_sdk::checked;

pub fn caller() -> pattern_added::Request {
    pattern_added::Request::new().name(checked!("sloop"))
}
