//! endpoint-deprecated: the call, with a warning.

use boats::acme::endpoint_deprecated;

pub fn caller(client: &fal_sdk::Client) -> fal_sdk::Call<bool> {
    endpoint_deprecated(client, endpoint_deprecated::Request::new())
}
