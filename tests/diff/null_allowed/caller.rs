//! null-allowed crew: the setter and the field.

use boats::acme::null_allowed;

pub fn caller() -> Option<i64> {
    null_allowed::Request::new().crew(3).crew
}
