//! value-added rigging: what was there before.

use boats::acme::response_value_added;

pub fn caller(response: &answer_value_added::Response) -> bool {
    matches!(response.rigging, answer_value_added::Rigging::Sloop)
}
