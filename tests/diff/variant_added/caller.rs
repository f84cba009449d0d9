//! arm-added load: the shapes that were there.

use boats::acme::variant_added;

pub fn caller() -> arm_added::Request {
    arm_added::Request::new().load(3)
}
