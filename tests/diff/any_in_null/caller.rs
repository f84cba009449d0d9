//! type-changed crew: the constructor with JSON.
// refused: E0308

use boats::acme::any_in_null;

pub fn caller() -> any_in_null::Request {
    any_in_null::Request::new(3)
}
