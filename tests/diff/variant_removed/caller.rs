//! variant-removed load: the shape that is gone.
// error: E0277

use boats::acme::variant_removed;

pub fn caller() -> variant_removed::Request {
    variant_removed::Request::new().load(true)
}
