//! Untyped endpoints.

use serde_json::Value;

use crate::{call::Call, client::Client, error::Error, id::endpoint_id::EndpointId};

/// Endpoint identified by id only, with untyped JSON request and result.
#[derive(Clone, Debug)]
pub struct UntypedEndpoint {
    client: Client,
    id: EndpointId,
}

impl Client {
    /// Returns an untyped endpoint by id, for endpoints that this crate does not contain.
    ///
    /// ```no_run
    /// # async fn example(client: fal_sdk::Client) -> Result<(), fal_sdk::Error> {
    /// use serde_json::json;
    ///
    /// let result = client.endpoint("fal-ai/flux/dev")?.call(&json!({"prompt": "a donut"})).await?;
    /// # let _ = result;
    /// # Ok(())
    /// # }
    /// ```
    pub fn endpoint(&self, id: impl AsRef<str>) -> Result<UntypedEndpoint, Error> {
        Ok(UntypedEndpoint { client: self.clone(), id: id.as_ref().parse()? })
    }
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
