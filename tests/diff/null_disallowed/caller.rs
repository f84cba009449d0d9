//! null-disallowed crew: the setter and the field.

use boats::acme::null_disallowed;

pub fn caller() -> Option<i64> {
    null_disallowed::Request::new().crew(3).crew
}
