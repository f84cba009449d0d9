//! default-added crew: the setter.

use boats::acme::null_changed;

pub fn caller() -> null_changed::Request {
    null_changed::Request::new().crew(3)
}
