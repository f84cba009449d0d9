//! variant-added load: the shapes that were there.

use boats::acme::variant_added;

pub fn caller() -> variant_added::Request {
    variant_added::Request::new().load(3)
}
