//! limit-added crew: a plain number, which has to be checked now.
// error: E0308

use boats::acme::limit_added;

pub fn caller() -> limit_added::Request {
    limit_added::Request::new().crew(3)
}
