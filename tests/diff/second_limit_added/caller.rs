//! limit-added crew: a literal past the limit that has come.
// error: above the maximum

use boats::acme::second_limit_added;
use fal_sdk::checked;

pub fn caller() -> second_limit_added::Request {
    second_limit_added::Request::new().crew(checked!(10))
}
