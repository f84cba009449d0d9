//! Calls of the synchronous host, without the queue.
//!
//! There is no job that could be watched, cancelled or resumed, and a client that disconnects loses a result that may
//! be billed. Such requests are therefore retried under the same conditions as a submit.

use std::{fmt, pin::pin};

use bytes::Bytes;
use reqwest::{
    Method,
    header::{ACCEPT, HeaderValue},
};

use crate::{
    call::{Call, options::Execution, prepare::PreparedCall},
    error::Error,
    http::{
        headers, json_body,
        outcome::{Meta, Outcome},
        retry::RetryClass,
        send::{AttemptState, BodyMode, HttpRequest, HttpResponse, send_with_retry},
    },
    json::codec::JsonCodec,
    queue::tracing_span,
    rt::url_encode,
    rt::{clock::Instant, deadline},
};

/// Undecoded response of a synchronous run.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct RawResponse {
    /// `Content-Type` header, if any.
    pub content_type: Option<String>,
    /// Response body.
    pub bytes: Bytes,
    /// Metadata of the response headers.
    pub meta: Meta,
}

impl<R: JsonCodec> Call<R> {
    /// Runs the request on the synchronous host and returns the result. There is no queue: above the account's limit of
    /// concurrent requests fal responds with 429, and there is no job to resume.
    ///
    /// The request has no time limit except [`deadline`](Self::deadline). If the connection is lost, the outcome is
    /// unknown and [`is_outcome_unknown`](Error::is_outcome_unknown) is true for the error.
    ///
    /// Options that require a job are rejected: `webhook`, `priority`, `max_queue_length`, `on_update`,
    /// `cancel_on`.
    ///
    /// ```no_run
    /// # async fn example(client: fal_sdk::Client) -> Result<(), fal_sdk::Error> {
    /// use serde_json::json;
    ///
    /// let image = client.endpoint("fal-ai/flux/schnell")?.call(&json!({"prompt": "a donut"})).run().await?;
    /// # let _ = image;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn run(self) -> Result<R, Error> {
        Ok(self.run_outcome().await?.value)
    }

    /// Like [`run`](Self::run), with the metadata of the response headers. The whole duration counts as `fetch`.
    pub async fn run_outcome(self) -> Result<Outcome<R>, Error> {
        self.pending
            .prepare_and((Execution::Run, "run"), async |call| {
                let response = run_once(&call, "application/json").await?;
                let value = json_body::decode(&response).map_err(|error| error.without_job(&call.endpoint))?;
                Ok(Outcome::new(value, meta(&response, call.start)))
            })
            .await
    }

    /// Like [`run`](Self::run), for endpoints with non-JSON responses such as audio or an image: returns the bytes and
    /// their content type.
    pub async fn run_bytes(self) -> Result<RawResponse, Error> {
        self.pending
            .prepare_and((Execution::Run, "run"), async |call| {
                let response = run_once(&call, "*/*").await?;
                let content_type = headers::text(&response.headers, "content-type").map(str::to_owned);
                Ok(RawResponse { content_type, meta: meta(&response, call.start), bytes: response.body })
            })
            .await
    }
}

async fn run_once(call: &PreparedCall, accept: &'static str) -> Result<HttpResponse, Error> {
    send(call, ("", accept), BodyMode::Large, &mut AttemptState::default()).await
}

fn meta(response: &HttpResponse, start: Instant) -> Meta {
    let mut meta = Meta::from_headers(&response.headers);
    meta.timings.fetch = start.elapsed();
    meta
}

/// Posts the payload to the synchronous host and returns a successful response.
pub(crate) async fn send(
    call: &PreparedCall,
    (suffix, accept): (&str, &'static str),
    body_mode: BodyMode,
    attempt: &mut AttemptState,
) -> Result<HttpResponse, Error> {
    let client = call.client.inner();
    let url = client.base_urls.run.join(&format!("{}{suffix}", url_encode::encode_path(call.endpoint.as_str())));
    let mut request =
        HttpRequest::new(Method::POST, url).json(call.body.clone()).body_mode(body_mode).without_timeout();
    request.headers = call.options.headers.clone();
    request.headers.insert(ACCEPT, HeaderValue::from_static(accept));
    let policy = call.options.retry.as_ref().unwrap_or(&client.http.retry);
    let sent = send_with_retry(&client.http, &request, (RetryClass::Submit, policy), call.until, attempt);
    let sent = deadline::with_deadline(call.until, pin!(sent)).await;
    let error = match sent {
        Some(Ok(response)) if response.status.is_success() => {
            let id = headers::text(&response.headers, "x-fal-request-id");
            id.inspect(|id| tracing_span::record_request_id(&call.span, id));
            return Ok(response);
        }
        Some(Ok(response)) => Error::from_response(&response, RetryClass::Submit),
        Some(Err(failure)) => Error::from_transport(failure, attempt, RetryClass::Submit),
        None => Error::deadline("the deadline passed during the run").with_attempt(attempt),
    };
    Err(error.without_job(&call.endpoint))
}

/// Shows the size of the body, never its content.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .field("meta", &self.meta)
            .finish()
    }
}
