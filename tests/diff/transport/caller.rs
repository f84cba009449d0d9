//! transport-changed: the call by its type.
// error: E0308

use boats::acme::transport;

pub fn caller(client: &fal_sdk::Client) -> fal_sdk::Call<bool> {
    transport(client, transport::Request::new())
}
