//! argument-order: a text and a number.
// error: E0308

use boats::acme::order_of_different_types;

pub fn caller() -> order_of_different_types::Request {
    order_of_different_types::Request::new("a prompt", 3)
}
