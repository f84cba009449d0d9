//! default-added crew: the setter.

use boats::acme::default_added;

pub fn caller() -> default_added::Request {
    default_added::Request::new().crew(3)
}
