//! field-optional draught: the field as a number.
// error: E0308

use boats::acme::response_field_optional;

pub fn caller(response: &response_field_optional::Response) -> i128 {
    response.draught
}
