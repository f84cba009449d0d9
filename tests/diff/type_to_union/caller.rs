//! type-changed crew: the field itself.
// error: E0308

use boats::acme::type_to_union;

pub fn caller(request: &type_to_union::Request) -> Option<i64> {
    request.crew
}
