//! default-removed crew: the setter.

use boats::acme::default_removed;

pub fn caller() -> default_removed::Request {
    default_removed::Request::new().crew(3)
}
