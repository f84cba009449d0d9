//! type-changed cargo: an object where a list is now.
// error: Cargo

use boats::acme::type_kind_changed;

pub fn caller() -> type_kind_changed::Request {
    type_kind_changed::Request::new().cargo(type_kind_changed::Cargo::new().weight(3))
}
