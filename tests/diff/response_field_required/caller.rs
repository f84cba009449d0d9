//! field-added stern: what was there before.

use boats::acme::response_field_required;

pub fn caller(response: &answer_field_required_more::Response) -> i128 {
    response.stem
}
