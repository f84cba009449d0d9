//! endpoint-removed: the call.
// error: E0432

use boats::acme::endpoint_removed;

pub fn caller(client: &fal_sdk::Client) -> fal_sdk::Call<bool> {
    endpoint_removed(client, endpoint_removed::Request::new())
}
