//! default-changed crew: a request that leaves the field to the server.

use boats::acme::default_changed;

pub fn caller() -> default_changed::Request {
    default_changed::Request::new()
}
