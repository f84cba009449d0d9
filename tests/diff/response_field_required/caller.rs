//! field-added stern: what was there before.

use boats::acme::response_field_required;

pub fn caller(response: &response_field_required::Response) -> i128 {
    response.stem
}
