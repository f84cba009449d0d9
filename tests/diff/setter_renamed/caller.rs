//! setter-renamed crew: the setter of `null`.
// error: E0061

use boats::acme::setter_renamed;

pub fn caller() -> setter_renamed::Request {
    setter_renamed::Request::new().crew_null()
}
