//! variant-changed load: a shape by its name.

use boats::acme::variant_order;

pub fn caller(load: &variant_order::Load) -> bool {
    matches!(load, variant_order::Load::Barrel(_))
}
