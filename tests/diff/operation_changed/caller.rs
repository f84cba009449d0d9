//! operation-changed: the same call, which goes elsewhere.

use boats::acme::operation_changed;

pub fn caller(client: &fal_sdk::Client) -> fal_sdk::DirectCall<bool> {
    operation_changed(client, operation_changed::Request::new().deck("main"))
}
