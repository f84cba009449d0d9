//! set-opened rig: the way past the list.
// refused: E0599

use boats::acme::enum_opened;

pub fn caller() -> set_opened::Request {
    set_opened::Request::new().rig(set_opened::Rig::unchecked("yawl"))
}
