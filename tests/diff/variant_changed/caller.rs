//! arm-changed boat: a shape by its name.

use boats::acme::variant_changed;

pub fn caller() -> arm_changed::Request {
    arm_changed::Request::new().boat(arm_changed::Sloop::new("sloop"))
}
