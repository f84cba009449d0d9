//! field-deprecated crew: its setter, with a warning.

use boats::acme::field_deprecated;

pub fn caller() -> field_deprecated::Request {
    field_deprecated::Request::new().crew(3)
}
