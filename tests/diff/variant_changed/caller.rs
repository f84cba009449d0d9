//! variant-changed boat: a shape by its name.

use boats::acme::variant_changed;

pub fn caller() -> variant_changed::Request {
    variant_changed::Request::new().boat(variant_changed::Sloop::new("sloop"))
}
