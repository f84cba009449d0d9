//! field-added crew: a request without the new field.

use boats::acme::field_added;

pub fn caller() -> field_added::Request {
    field_added::Request::new("a sloop").extra("crew", 3)
}
