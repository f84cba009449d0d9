//! value-removed rigging: its variant.
// error: E0599

use boats::acme::response_value_removed;

pub fn caller(response: &response_value_removed::Response) -> bool {
    matches!(response.rigging, response_value_removed::Rigging::Yawl)
}
