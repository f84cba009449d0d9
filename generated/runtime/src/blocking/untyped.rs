//! Endpoints without generated types.

use serde_json::Value;

use super::{client::Client, flavor::Call};
use crate::{error::Error, id::endpoint_id::EndpointId};

impl Client {
    /// Returns an untyped endpoint by id, for endpoints that this crate does not contain.
    ///
    /// ```no_run
    /// # fn example(client: fal_sdk::blocking::Client) -> Result<(), fal_sdk::Error> {
    /// use serde_json::json;
    ///
    /// let result = client.endpoint("fal-ai/flux/dev")?.call(&json!({"prompt": "a donut"})).wait()?;
    /// # let _ = result;
    /// # Ok(())
    /// # }
    /// ```
    pub fn endpoint(&self, id: impl AsRef<str>) -> Result<UntypedEndpoint, Error> {
        Ok(UntypedEndpoint { client: self.clone(), id: id.as_ref().parse()? })
    }
}

/// Endpoint identified by id only, with untyped JSON request and result.
#[derive(Clone, Debug)]
pub struct UntypedEndpoint {
    client: Client,
    id: EndpointId,
}

impl UntypedEndpoint {
    /// Returns the endpoint id.
    pub fn id(&self) -> &EndpointId {
        &self.id
    }

    /// Creates a call with a JSON payload.
    pub fn call(&self, request: &Value) -> Call<Value> {
        Call::new(&self.client, self.id.clone(), request)
    }
}
