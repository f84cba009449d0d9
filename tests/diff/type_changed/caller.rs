//! type-changed crew: a whole number.
// error: E0308

use boats::acme::type_changed;

pub fn caller() -> type_changed::Request {
    type_changed::Request::new().crew(3_i64)
}
