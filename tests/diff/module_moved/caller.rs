//! endpoint-moved: the call, which is that of another endpoint.

use boats::acme::module_moved;

pub fn caller(client: &fal_sdk::Client) -> fal_sdk::Call<bool> {
    module_moved(client, module_moved::Request::new())
}
