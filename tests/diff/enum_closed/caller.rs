//! enum-closed rig: a value of the running program.
// error: E0308

use boats::acme::enum_closed;

pub fn caller(rig: &str) -> enum_closed::Request {
    enum_closed::Request::new().rig(enum_closed::Rig::from(rig))
}
