//! limit-removed crew: a literal within what is left.

use boats::acme::only_limit_removed;
use fal_sdk::checked;

pub fn caller() -> limit_gone::Request {
    limit_gone::Request::new().crew(checked!(8))
}
