//! field-added crew: the constructor without the new field.
// error: E0061

use boats::acme::field_added_required;

pub fn caller() -> field_added_required::Request {
    field_added_required::Request::new("a sloop")
}
