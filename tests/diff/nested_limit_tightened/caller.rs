//! limit-tightened barrels[].weight: a literal inside of a list.
// error: above the maximum

use boats::acme::nested_limit_tightened;
use fal_sdk::checked;

pub fn caller() -> nested_limit_tightened::Request {
    nested_limit_tightened::Request::new().barrels(vec![nested_limit_tightened::Barrel::new().weight(checked!(8.0))])
}
