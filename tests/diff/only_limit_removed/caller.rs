//! limit-removed crew: a literal within what is left.

use boats::acme::only_limit_removed;
use fal_sdk::checked;

pub fn caller() -> only_limit_removed::Request {
    only_limit_removed::Request::new().crew(checked!(8))
}
