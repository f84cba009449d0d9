//! limit-removed crew: a checked number, which is a plain one now.
// error: E0277

use boats::acme::limit_removed;
use fal_sdk::checked;

pub fn caller() -> limit_removed::Request {
    limit_removed::Request::new().crew(checked!(3))
}
