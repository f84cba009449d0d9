//! value-added rigging: what was there before.

use boats::acme::response_value_added;

pub fn caller(response: &response_value_added::Response) -> bool {
    matches!(response.rigging, response_value_added::Rigging::Sloop)
}
