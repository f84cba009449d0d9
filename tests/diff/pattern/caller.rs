//! limit-changed name: texts with a pattern are checked when the program runs.

use boats::acme::pattern;

pub fn caller() -> Option<pattern::Request> {
    Some(pattern::Request::new().name(pattern::Name::try_from("sloop").ok()?))
}
