//! limit-tightened barrels[].weight: a literal inside of a list.
// refused: above the maximum

use boats::acme::nested_limit_tightened;
use fal_sdk::checked;

pub fn caller() -> limit_inside::Request {
    limit_inside::Request::new().barrels(vec![limit_inside::Barrel::new().weight(checked!(8.0))])
}
