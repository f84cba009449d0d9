//! The part of a call that does not depend on the result type: payload, options, and the steps before sending.

use std::{fmt, pin::pin, sync::Arc};

use bytes::Bytes;
use tracing::{Instrument, Span};

use crate::{
    call::{
        options::{CallOptions, Execution},
        payload::RequestPayload,
    },
    client::Client,
    error::Error,
    http::send::AttemptState,
    id::{endpoint_id::EndpointId, job_id::JobId},
    json::violation::Violation,
    queue::{
        cancel::{CancelOn, cancel_once},
        completed_job::CompletedJob,
        job_inner::JobInner,
        poll::PollConfig,
        requests::{self, SubmitRequest, SubmitResponse},
        tracing_span,
        wait::WaitOptions,
    },
    rt::{clock::Instant, deadline},
};

/// Call that is being configured.
pub(crate) struct PendingCall {
    client: Client,
    endpoint: Option<EndpointId>,
    payload: RequestPayload,
    /// Boxed, because they are moved into the prepared call and then into the job.
    pub(crate) options: Box<CallOptions>,
    /// First error of a setter or of the encoding.
    pub(crate) error: Option<Error>,
}

/// Validated call whose files have been uploaded.
pub(crate) struct PreparedCall {
    pub(crate) client: Client,
    pub(crate) endpoint: EndpointId,
    pub(crate) body: Bytes,
    pub(crate) options: Box<CallOptions>,
    pub(crate) start: Instant,
    pub(crate) until: Option<Instant>,
    pub(crate) span: Span,
}

impl PendingCall {
    pub(crate) fn new(client: &Client, endpoint: EndpointId, payload: Result<RequestPayload, Vec<Violation>>) -> Self {
        let (payload, error) = match payload {
            Ok(payload) => (payload, None),
            Err(violations) => (RequestPayload::default(), Some(Error::violations(violations))),
        };
        Self { client: client.clone(), endpoint: Some(endpoint), payload, options: Box::default(), error }
    }

    /// Creates a call that fails with `error`, for an invalid endpoint id.
    pub(crate) fn invalid(client: &Client, error: Error) -> Self {
        let payload = RequestPayload::default();
        Self { client: client.clone(), endpoint: None, payload, options: Box::default(), error: Some(error) }
    }

    /// Prepares the call and continues with `then`, inside a `tracing` span of this kind.
    pub(crate) async fn prepare_and<T, F: Future<Output = Result<T, Error>>>(
        self: Box<Self>,
        (execution, kind): (Execution, &'static str),
        then: impl FnOnce(Box<PreparedCall>) -> F,
    ) -> Result<T, Error> {
        let span = tracing_span::call(kind, self.endpoint.as_ref());
        let within = span.clone();
        async { then(self.prepare(execution, within).await?).await }.instrument(span).await
    }

    async fn prepare(self: Box<Self>, execution: Execution, span: Span) -> Result<Box<PreparedCall>, Error> {
        let start = Instant::now();
        let Self { client, endpoint, payload, options, error } = *self;
        let endpoint = endpoint.ok_or_else(|| Error::invalid("the call has no endpoint"));
        let (endpoint, error) = match (endpoint, error) {
            (Ok(endpoint), error) => (endpoint, error),
            (Err(_), Some(error)) | (Err(error), None) => return Err(error),
        };
        if let Some(error) = error.or_else(|| options.validate_for(execution).err()) {
            return Err(error.with_endpoint(&endpoint));
        }
        let until = options.deadline.and_then(|deadline| start.checked_add(deadline));
        let expired = || Error::deadline("the deadline passed while files were uploaded");
        let body = deadline::with_deadline(until, pin!(payload.upload_files(&client, &options)))
            .await
            .unwrap_or_else(|| Err(expired()));
        let body = body.map_err(|error| error.with_endpoint(&endpoint))?;
        // After the deadline nothing is submitted: the job would be billed and its result discarded.
        if deadline::has_passed(until) {
            return Err(Error::deadline("the deadline passed before the request was sent").with_endpoint(&endpoint));
        }
        Ok(Box::new(PreparedCall { client, endpoint, body, options, start, until, span }))
    }

    /// Submits the request to the queue.
    pub(crate) async fn submit(self: Box<Self>) -> Result<Box<JobInner>, Error> {
        self.prepare_and((Execution::Queue, "submit"), submit_prepared).await
    }

    /// Submits the request to the queue and waits for the job to complete.
    pub(crate) async fn finish(self: Box<Self>) -> Result<CompletedJob, Error> {
        self.prepare_and((Execution::Queue, "await"), async |call| submit_prepared(call).await?.complete().await).await
    }
}

async fn submit_prepared(call: Box<PreparedCall>) -> Result<Box<JobInner>, Error> {
    let PreparedCall { client, endpoint, body, options, start, until, span } = *call;
    let mut attempt = AttemptState::default();
    let request = SubmitRequest {
        endpoint: &endpoint,
        body: &body,
        headers: &options.headers,
        webhook: options.webhook.as_ref().map(|url| url.0.as_str()),
        max_queue_length: options.max_queue_length,
        retry: options.retry.as_ref(),
    };
    let submit = requests::submit(client.inner(), &request, until, &mut attempt);
    let Some(submitted) = deadline::with_deadline(until, pin!(submit)).await else {
        // Boxed, because it is rare and would enlarge the future of every call.
        return Err(Box::pin(on_submit_deadline(&client, &endpoint, &attempt, options.cancel_on)).await);
    };
    let SubmitResponse { job, status } = submitted?;
    tracing_span::record_request_id(&span, job.request_id());
    let CallOptions { cancel_on, callback, retry, poll_interval, poll_only, .. } = *options;
    let config = PollConfig::from_client(client.inner()).with_overrides(retry, poll_interval, poll_only);
    let wait = WaitOptions { deadline: until, cancel_on, callback, submit_status: Some(Arc::new(status)) };
    Ok(Box::new(JobInner::from_submit(&client, job, (wait, config), start)))
}

/// Returns the error for a deadline that passed before the submit response was read. If the response headers named the
/// job, it is cancelled unless the options forbid it.
async fn on_submit_deadline(
    client: &Client,
    endpoint: &EndpointId,
    attempt: &AttemptState,
    cancel_on: Option<CancelOn>,
) -> Error {
    let error = Error::deadline("the deadline passed during the submit").with_attempt(attempt).with_endpoint(endpoint);
    let job: Option<JobId> = error.job().cloned().filter(|_| cancel_on != Some(CancelOn::Never));
    if let Some(job) = job {
        cancel_once(client.inner(), &job).await;
    }
    error
}

impl fmt::Debug for PendingCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("endpoint", &self.endpoint)
            .field("payload", &self.payload)
            .field("options", &self.options)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}
