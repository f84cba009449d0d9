//! field-added keel: what was there before.

use boats::acme::response_field_added;

pub fn caller(response: &response_field_added::Response) -> &str {
    let response_field_added::Response { hull, .. } = response;
    hull
}
