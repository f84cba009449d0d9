//! limit-tightened crew: a literal on the old step.
// error: not a multiple

use boats::acme::multiple_of_tightened;
use fal_sdk::checked;

pub fn caller() -> multiple_of_tightened::Request {
    multiple_of_tightened::Request::new().crew(checked!(2))
}
