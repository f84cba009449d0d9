//! value-added rig: the values by name, in a match with a last arm for all others.

use boats::acme::value_added;

pub fn caller(rig: &value_added::Rig) -> u8 {
    match rig {
        value_added::Rig::Sloop => 1,
        value_added::Rig::Ketch => 2,
        _ => 0,
    }
}
