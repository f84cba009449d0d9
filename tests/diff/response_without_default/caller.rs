//! field-added tonnage: a response without any field, as tests make one.
// error: E0599

use boats::acme::response_without_default;

pub fn caller() -> response_without_default::Response {
    response_without_default::Response::default()
}
