//! arm-removed load: the shape that is gone.
// refused: E0277

use boats::acme::variant_removed;

pub fn caller() -> arm_removed::Request {
    arm_removed::Request::new().load(true)
}
