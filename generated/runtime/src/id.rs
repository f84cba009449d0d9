//! Endpoint ids and job ids.

pub(crate) mod endpoint_id;
pub(crate) mod job_id;

use std::fmt;

/// Error of an invalid endpoint id or job id. [`Error`](crate::Error) implements `From` for it.
#[derive(Debug)]
pub(crate) struct InvalidId(pub(crate) String);

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
