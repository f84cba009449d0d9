//! field-removed boom: the field.
// error: E0609

use boats::acme::response_field_removed;

pub fn caller(response: response_field_removed::Response) -> String {
    response.boom
}
