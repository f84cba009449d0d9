//! types-unified : a trait for the types of both endpoints.
// error: E0119

use boats::acme::types_unified::{self, twin};

pub trait Jib {
    fn jib(&self) -> &str;
}

impl Jib for types_unified::Response {
    fn jib(&self) -> &str {
        &self.jib
    }
}

impl Jib for twin::Response {
    fn jib(&self) -> &str {
        &self.jib
    }
}
