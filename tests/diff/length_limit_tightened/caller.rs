//! limit-loosened name: a text as long as it could be.

use boats::acme::length_limit_tightened;
use fal_sdk::checked;

pub fn caller() -> length_limit_tightened::Request {
    length_limit_tightened::Request::new().name(checked!("a lugger"))
}
