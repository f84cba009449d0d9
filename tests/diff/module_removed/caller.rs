//! endpoint-removed: the call by the name that a clash had made.
// error: E0432

use boats::acme::module_removed_2;

pub fn caller(client: &fal_sdk::Client) -> fal_sdk::Call<bool> {
    module_removed_2(client, module_removed_2::Request::new())
}
