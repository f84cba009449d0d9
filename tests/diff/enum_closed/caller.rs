//! set-closed rig: a value of the running program.
// refused: E0308

use boats::acme::enum_closed;

pub fn caller(rig: &str) -> set_closed::Request {
    set_closed::Request::new().rig(set_closed::Rig::from(rig))
}
