//! type-changed berths: the field as a number.
// error: E0308

use boats::acme::response_type_changed;

pub fn caller(response: &response_type_changed::Response) -> i128 {
    response.berths
}
