//! field-renamed new!: the setter is there, and is that of another field.

use boats::acme::field_name_reused;

pub fn caller() -> field_name_reused::Request {
    field_name_reused::Request::new().new_(3)
}
