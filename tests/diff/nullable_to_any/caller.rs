//! type-changed crew: the constructor with nothing.
// refused: E0282

use boats::acme::nullable_to_any;

pub fn caller() -> null_in_any::Request {
    null_in_any::Request::new(None)
}
