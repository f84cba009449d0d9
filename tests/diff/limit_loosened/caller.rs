//! limit-loosened crew: the ends of the old limit.

use boats::acme::limit_loosened;
use fal_sdk::checked;

pub fn caller() -> limit_loosened::Request {
    let _ = limit_loosened::Request::new().crew(checked!(1));
    limit_loosened::Request::new().crew(checked!(8))
}
