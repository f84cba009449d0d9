//! Multi-line display of errors.

use std::{error::Error as StdError, fmt};

use super::Error;

/// Multi-line display of an [`Error`], returned by [`Error::report`].
#[derive(Debug)]
pub struct DetailedReport<'a>(&'a Error);

impl Error {
    /// Returns a multi-line display: the line of `Display`, every violation of the payload, each cause, the billed
    /// units and the job.
    ///
    /// ```
    /// # let error = fal_sdk::Client::new("").unwrap_err();
    /// eprintln!("{}", error.report());
    /// ```
    pub fn report(&self) -> DetailedReport<'_> {
        DetailedReport(self)
    }
}

impl fmt::Display for DetailedReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = self.0;
        write!(f, "{error}")?;
        for detail in error.details() {
            write!(f, "\n  - {detail}")?;
        }
        let mut cause = error.source();
        while let Some(source) = cause {
            write!(f, "\n  caused by: {source}")?;
            cause = source.source();
        }
        if let Some(units) = error.meta().and_then(|meta| meta.billable_units.as_ref()) {
            write!(f, "\n  billed: {units} units")?;
        }
        match error.job() {
            Some(job) => write!(f, "\n  job: {job}"),
            None if error.is_outcome_unknown() => f.write_str("\n  unknown whether the request was executed"),
            None => Ok(()),
        }
    }
}
