//! limit-tightened cargo: lists are checked when the program runs.

use boats::acme::array_limit_tightened;

pub fn caller() -> Option<array_limit_tightened::Request> {
    let cargo = array_limit_tightened::Cargo::try_from(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]).ok()?;
    Some(array_limit_tightened::Request::new().cargo(cargo))
}
