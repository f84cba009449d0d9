//! types-diverged : a value of one endpoint, passed on as another's.
// error: E0308

use boats::acme::types_diverged::{self, twin};

pub fn same(response: types_diverged::Response) -> twin::Response {
    response
}
