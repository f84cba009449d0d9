//! type-renamed rig: its type, of which there are two now.
// error: Rig

use boats::acme::type_renamed;

pub fn caller() -> type_renamed::Request {
    type_renamed::Request::new().rig(type_renamed::Rig::Sloop)
}
