//! argument-order: two texts, each of which is taken for the other.

use boats::acme::order_of_same_types;

pub fn caller() -> order_of_same_types::Request {
    order_of_same_types::Request::new("a prompt", "a title")
}
