//! null-changed crew: the field itself.
// error: E0308

use boats::acme::null_changed;

pub fn caller() -> Option<i64> {
    null_changed::Request::new().crew(3).crew
}
