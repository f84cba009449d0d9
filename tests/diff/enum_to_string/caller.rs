//! type-changed rig: a value by its name.
// refused: Rig

use boats::acme::enum_to_string;

pub fn caller() -> set_to_text::Request {
    set_to_text::Request::new().rig(set_to_text::Rig::Sloop)
}
