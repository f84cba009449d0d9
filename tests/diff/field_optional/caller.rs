//! field-optional crew: the constructor with the field.
// error: E0061

use boats::acme::field_optional;

pub fn caller() -> field_optional::Request {
    field_optional::Request::new("a sloop", 3)
}
