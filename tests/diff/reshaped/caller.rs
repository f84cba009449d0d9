//! type-changed cargo: an object where a list is now.
// refused: Cargo

use boats::acme::reshaped;

pub fn caller() -> reshaped::Request {
    reshaped::Request::new().cargo(reshaped::Cargo::new().weight(3))
}
