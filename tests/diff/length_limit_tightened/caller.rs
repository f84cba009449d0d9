//! limit-loosened name: a text as long as it could be.

use boats::acme::length_limit_tightened;
use fal_sdk::checked;

pub fn caller() -> limit_crossed::Request {
    limit_crossed::Request::new().name(checked!("a lugger"))
}
