//! null-allowed flag: the field as a text.
// error: E0308

use boats::acme::response_null;

pub fn caller(response: response_null::Response) -> String {
    response.flag
}
