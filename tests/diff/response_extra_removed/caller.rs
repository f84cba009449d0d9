//! extra-removed: members that are not described.
// error: E0609

use boats::acme::response_extra_removed;

pub fn caller(response: &response_extra_removed::Response) -> usize {
    response.extra.len()
}
