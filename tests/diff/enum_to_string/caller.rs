//! type-changed rig: a value by its name.
// error: Rig

use boats::acme::enum_to_string;

pub fn caller() -> enum_to_string::Request {
    enum_to_string::Request::new().rig(enum_to_string::Rig::Sloop)
}
