//! type-changed crew: the constructor with JSON.
// refused: E0308

use boats::acme::any_to_nullable;

pub fn caller() -> any_in_null::Request {
    any_in_null::Request::new(3)
}
