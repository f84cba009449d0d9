//! field-added rib: types that were one and are one still.

use boats::acme::types_changed_alike::{self, twin};

pub fn same(response: types_changed_alike::Response) -> twin::Response {
    response
}
