//! field-removed crew: its setter.
// error: E0599

use boats::acme::field_removed;

pub fn caller() -> field_removed::Request {
    field_removed::Request::new().crew(3)
}
