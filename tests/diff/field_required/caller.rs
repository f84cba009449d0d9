//! field-required crew: the constructor and the setter.
// error: E0061

use boats::acme::field_required;

pub fn caller() -> field_required::Request {
    field_required::Request::new("a sloop").crew(3)
}
