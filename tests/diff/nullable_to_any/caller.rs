//! type-changed crew: the constructor with nothing.
// error: E0282

use boats::acme::nullable_to_any;

pub fn caller() -> nullable_to_any::Request {
    nullable_to_any::Request::new(None)
}
