//! type-changed rig: a text.
// error: E0308

use boats::acme::string_to_enum;

pub fn caller() -> string_to_enum::Request {
    string_to_enum::Request::new().rig("sloop")
}
