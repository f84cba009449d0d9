//! field-restored crew: its setter.

use boats::acme::field_restored;

pub fn caller() -> field_restored::Request {
    field_restored::Request::new().crew(3)
}
