//! type-changed cargo: an object where a list is now.
// refused: Cargo

use boats::acme::type_kind_changed;

pub fn caller() -> reshaped::Request {
    reshaped::Request::new().cargo(reshaped::Cargo::new().weight(3))
}
