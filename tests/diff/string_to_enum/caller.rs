//! type-changed rig: a text.
// refused: E0308

use boats::acme::string_to_enum;

pub fn caller() -> text_to_set::Request {
    text_to_set::Request::new().rig("sloop")
}
