//! A call without the queue: one exchange with the synchronous host, as long as the work takes.
//!
//! There is no job: nothing can be followed, cancelled or found again, and whoever hangs up loses the result and
//! may pay for it. So such a request is repeated only where nothing can have begun, as a submit is. How a stream is
//! read that came this way, `events` knows.

use std::{fmt, pin::pin};

use bytes::Bytes;
use reqwest::{
    Method,
    header::{ACCEPT, HeaderValue},
};

use crate::{
    call::{Call, decode, options::Ending, prepare::Prepared},
    error::Error,
    http::{
        headers,
        outcome::{Meta, Outcome},
        retry::{RetryClass, send_with_retry},
        send::{AttemptState, BodyMode, HttpRequest, HttpResponse},
        url_encode,
    },
    json::codec::JsonCodec,
    queue::tracing_span,
    rt::{clock::Instant, deadline},
};

/// The answer of a synchronous run as it came.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Raw {
    /// The `Content-Type`, where there was one.
    pub content_type: Option<String>,
    /// The body.
    pub bytes: Bytes,
    /// What came with it.
    pub meta: Meta,
}

impl<R: JsonCodec> Call<R> {
    /// Runs the request on the synchronous host and answers with the result. There is no queue: above the account's
    /// limit of concurrent requests fal answers with 429, and there is no job to come back to.
    ///
    /// It takes as long as the work does; only [`deadline`](Self::deadline) bounds it. When the connection breaks
    /// midway nobody can tell what became of the work: the error's
    /// [`is_outcome_unknown`](Error::is_outcome_unknown) holds then.
    ///
    /// Options that need a job are refused: `webhook`, `priority`, `max_queue_length`, `on_update`, `cancel_on`.
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

    /// As [`run`](Self::run), with what the headers tell. In the timings, all of it is `fetch`.
    pub async fn run_outcome(self) -> Result<Outcome<R>, Error> {
        self.draft
            .prepared((Ending::Run, "run"), async |call| {
                let reply = whole(&call, "application/json").await?;
                let value = decode::decode(&reply).map_err(|error| error.at_run(&call.endpoint))?;
                Ok(Outcome::new(value, meta(&reply, call.begun)))
            })
            .await
    }

    /// As [`run`](Self::run), for an endpoint whose answer is not JSON, such as sound or an image: the bytes and
    /// their content type.
    pub async fn run_bytes(self) -> Result<Raw, Error> {
        self.draft
            .prepared((Ending::Run, "run"), async |call| {
                let reply = whole(&call, "*/*").await?;
                let content_type = headers::text(&reply.headers, "content-type").map(str::to_owned);
                Ok(Raw { content_type, meta: meta(&reply, call.begun), bytes: reply.body })
            })
            .await
    }
}

async fn whole(call: &Prepared, accept: &'static str) -> Result<HttpResponse, Error> {
    send(call, ("", accept), BodyMode::Large, &mut AttemptState::default()).await
}

fn meta(reply: &HttpResponse, begun: Instant) -> Meta {
    let mut meta = Meta::from_headers(&reply.headers);
    meta.timings.fetch = begun.elapsed();
    meta
}

/// Posts the payload to the synchronous host; the answer, which is good.
pub(crate) async fn send(
    call: &Prepared,
    (tail, accept): (&str, &'static str),
    wanted: BodyMode,
    trace: &mut AttemptState,
) -> Result<HttpResponse, Error> {
    let client = call.client.inner();
    let url = client.base_urls.run.join(&format!("{}{tail}", url_encode::encode_path(call.endpoint.as_str())));
    let mut ask = HttpRequest::new(Method::POST, url).json(call.body.clone()).body_mode(wanted).without_timeout();
    ask.headers = call.options.headers.clone();
    ask.headers.insert(ACCEPT, HeaderValue::from_static(accept));
    let policy = call.options.retry.as_ref().unwrap_or(&client.retry);
    let answer = send_with_retry(client, &ask, (RetryClass::Submit, policy), call.until, trace);
    let answer = deadline::before(call.until, pin!(answer)).await;
    let error = match answer {
        Some(Ok(reply)) if reply.status.is_success() => {
            let id = headers::text(&reply.headers, "x-fal-request-id");
            id.inspect(|id| tracing_span::record_request_id(&call.span, id));
            return Ok(reply);
        }
        Some(Ok(reply)) => Error::answered(&reply, RetryClass::Submit),
        Some(Err(failure)) => Error::failed(failure, trace, RetryClass::Submit),
        None => Error::deadline("the deadline passed during the run").under_way(trace),
    };
    Err(error.at_run(&call.endpoint))
}

/// Answers are never shown, only how long they are.
impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw")
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .field("meta", &self.meta)
            .finish()
    }
}
