//! limit-tightened crew: a literal between the new limit and the old one.
// error: above the maximum

use boats::acme::limit_tightened;
use fal_sdk::checked;

pub fn caller() -> limit_tightened::Request {
    limit_tightened::Request::new().crew(checked!(10))
}
