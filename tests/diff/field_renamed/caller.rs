//! field-renamed sail-area: the name is there, and is that of another field.

use boats::acme::field_renamed;

pub fn caller() -> field_renamed::Request {
    field_renamed::Request::new().sail_area(3)
}
