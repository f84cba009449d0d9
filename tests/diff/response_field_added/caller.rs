//! field-added keel: what was there before.

use boats::acme::response_field_added;

pub fn caller(response: &answer_field_added::Response) -> &str {
    let answer_field_added::Response { hull, .. } = response;
    hull
}
