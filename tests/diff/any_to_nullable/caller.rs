//! type-changed crew: the constructor with JSON.
// error: E0308

use boats::acme::any_to_nullable;

pub fn caller() -> any_to_nullable::Request {
    any_to_nullable::Request::new(3)
}
