//! limit-loosened name: a text as long as it could be.

use boats::acme::limit_crossed;
use fal_sdk::checked;

pub fn caller() -> limit_crossed::Request {
    limit_crossed::Request::new().name(checked!("a lugger"))
}
