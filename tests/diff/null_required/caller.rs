//! null-allowed crew: the constructor with a plain number.
// error: E0308

use boats::acme::null_required;

pub fn caller() -> null_required::Request {
    null_required::Request::new(3)
}
