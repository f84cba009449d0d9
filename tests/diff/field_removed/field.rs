//! field-removed crew: the field itself.
// error: E0609

use boats::acme::field_removed;

pub fn caller(request: &field_removed::Request) -> Option<i64> {
    request.crew
}
