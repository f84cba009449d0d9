//! limit-tightened cargo: lists are checked when the program runs.

use boats::acme::array_limit_tightened;

pub fn caller() -> Option<limit_of_list::Request> {
    let cargo = limit_of_list::Cargo::try_from(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]).ok()?;
    Some(limit_of_list::Request::new().cargo(cargo))
}
