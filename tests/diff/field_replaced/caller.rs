//! field-added text: the constructor, which sets another field now.

use boats::acme::field_replaced;

pub fn caller() -> field_replaced::Request {
    field_replaced::Request::new("a sloop")
}
