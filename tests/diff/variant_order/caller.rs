//! arm-changed load: a shape by its name.

use boats::acme::variant_order;

pub fn caller(load: &arm_order::Load) -> bool {
    matches!(load, arm_order::Load::Barrel(_))
}
