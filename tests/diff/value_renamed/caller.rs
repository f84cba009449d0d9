//! value-renamed rig: the name is there, and is that of another value.

use boats::acme::value_renamed;

pub fn caller() -> value_renamed::Request {
    value_renamed::Request::new().rig(value_renamed::Rig::GaffSail)
}
