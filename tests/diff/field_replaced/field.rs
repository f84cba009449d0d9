//! field-removed prompt: the field itself.
// error: E0609

use boats::acme::field_replaced;

pub fn caller(request: field_replaced::Request) -> String {
    request.prompt
}
