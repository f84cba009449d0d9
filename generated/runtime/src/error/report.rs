//! An error on several lines, for people who are to do something about it.

use std::{error::Error as StdError, fmt};

use super::Error;

/// An error with all that is known about it, from [`Error::report`].
#[derive(Debug)]
pub struct Report<'a>(&'a Error);

impl Error {
    /// The error on several lines: the line that `Display` gives, then every fault of the payload, each cause, and
    /// what can be done about the job.
    ///
    /// ```
    /// # let error = fal_sdk::Client::new("").unwrap_err();
    /// eprintln!("{}", error.report());
    /// ```
    pub fn report(&self) -> Report<'_> {
        Report(self)
    }
}

impl fmt::Display for Report<'_> {
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
            None if error.is_outcome_unknown() => {
                f.write_str("\n  nobody can tell whether the request was carried out")
            }
            None => Ok(()),
        }
    }
}
