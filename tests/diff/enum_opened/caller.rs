//! enum-opened rig: the way past the list.
// error: E0599

use boats::acme::enum_opened;

pub fn caller() -> enum_opened::Request {
    enum_opened::Request::new().rig(enum_opened::Rig::unchecked("yawl"))
}
