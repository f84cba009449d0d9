//! value-removed rig: its variant.
// error: E0599

use boats::acme::value_removed;

pub fn caller() -> value_removed::Request {
    value_removed::Request::new().rig(value_removed::Rig::Ketch)
}
