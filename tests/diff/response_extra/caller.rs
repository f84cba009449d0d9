//! extra-added: what was there before.

use boats::acme::response_extra;

pub fn caller(response: response_extra::Response) -> String {
    response.anchor
}
