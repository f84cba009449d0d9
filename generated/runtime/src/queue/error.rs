//! Errors of jobs.

use crate::{error::Error, queue::status::Status};

impl Error {
    /// Adds the error type and message of the job's status, if the response itself has none.
    #[cold]
    pub(crate) fn with_status(mut self, status: &Status) -> Self {
        if self.0.error_type.is_none() {
            self.0.error_type.clone_from(&status.error_type);
        }
        let is_empty = self.0.details.is_empty() && self.0.body.as_ref().is_none_or(bytes::Bytes::is_empty);
        if let (true, Some(error)) = (is_empty, &status.error) {
            self.0.message.clone_from(error);
        }
        self
    }
}
