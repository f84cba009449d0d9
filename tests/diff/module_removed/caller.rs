//! endpoint-removed: the call by the name that a clash had made.
// refused: E0432

use boats::acme::module_lost_2;

pub fn caller(client: &fal_sdk::Client) -> fal_sdk::Call<bool> {
    module_lost_2(client, module_lost_2::Request::new())
}
