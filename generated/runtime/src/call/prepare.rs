//! A call that has not been made yet, whatever the type of its result: the encoded payload, its options, and what is
//! done before anything is sent.
//!
//! The call that users see is `call`. What happens once it is made is in `requests` and `handle`; without the queue, in
//! `run` and `events`.

use std::{fmt, pin::pin};

use bytes::Bytes;
use tracing::{Instrument, Span};

use crate::{
    call::{
        decode::CompletedJob,
        options::{Ending, Options},
        payload::Input,
    },
    client::Client,
    error::Error,
    http::send::AttemptState,
    id::{endpoint_id::EndpointId, job_id::JobId},
    json::violation::Violation,
    queue::{
        cancel::{self, CancelOn},
        job_inner::JobInner,
        requests, tracing_span,
    },
    rt::{clock::Instant, deadline},
};

/// A call that may still be changed.
pub(crate) struct Draft {
    client: Client,
    endpoint: Option<EndpointId>,
    input: Input,
    /// Boxed, because they are handed on, to the job in the end.
    pub(crate) options: Box<Options>,
    /// Why the call cannot be made: the first reason.
    pub(crate) refused: Option<Error>,
}

/// A call of which nothing is left to refuse, and whose files have been uploaded.
pub(crate) struct Prepared {
    pub(crate) client: Client,
    pub(crate) endpoint: EndpointId,
    pub(crate) body: Bytes,
    pub(crate) options: Box<Options>,
    pub(crate) begun: Instant,
    pub(crate) until: Option<Instant>,
    /// The span of the call.
    pub(crate) span: Span,
}

impl Draft {
    pub(crate) fn new(client: &Client, endpoint: EndpointId, input: Result<Input, Vec<Violation>>) -> Self {
        let (input, refused) = match input {
            Ok(input) => (input, None),
            Err(faults) => (Input::default(), Some(Error::violations(faults))),
        };
        Self { client: client.clone(), endpoint: Some(endpoint), input, options: Box::default(), refused }
    }

    /// What has no endpoint.
    pub(crate) fn refused(client: &Client, refused: Error) -> Self {
        let input = Input::default();
        Self { client: client.clone(), endpoint: None, input, options: Box::default(), refused: Some(refused) }
    }

    /// Makes a call ready to be sent, in a span of this kind, and goes on with it.
    pub(crate) async fn prepared<T, F: Future<Output = Result<T, Error>>>(
        self: Box<Self>,
        (ending, kind): (Ending, &'static str),
        go_on: impl FnOnce(Box<Prepared>) -> F,
    ) -> Result<T, Error> {
        let span = tracing_span::call(kind, self.endpoint.as_ref());
        let within = span.clone();
        async { go_on(self.prepare(ending, within).await?).await }.instrument(span).await
    }

    async fn prepare(self: Box<Self>, ending: Ending, span: Span) -> Result<Box<Prepared>, Error> {
        let begun = Instant::now();
        let Self { client, endpoint, input, options, refused } = *self;
        let endpoint = endpoint.ok_or_else(|| Error::invalid("there is no endpoint"));
        let (endpoint, refused) = match (endpoint, refused) {
            (Ok(endpoint), refused) => (endpoint, refused),
            (Err(_), Some(refused)) | (Err(refused), None) => return Err(refused),
        };
        if let Some(refused) = refused.or_else(|| options.suit(ending).err()) {
            return Err(refused.at(&endpoint));
        }
        let until = options.deadline.and_then(|deadline| begun.checked_add(deadline));
        let late = || Error::deadline("the deadline passed while files were uploaded");
        let body = deadline::before(until, pin!(input.ready(&client, &options))).await.unwrap_or_else(|| Err(late()));
        let body = body.map_err(|error| error.at(&endpoint))?;
        // Whoever is late begins no work: it would be paid for, and its answer not be waited for.
        if deadline::has_passed(until) {
            return Err(Error::deadline("the deadline passed before the request was sent").at(&endpoint));
        }
        Ok(Box::new(Prepared { client, endpoint, body, options, begun, until, span }))
    }

    /// Puts the request into the queue.
    pub(crate) async fn submit(self: Box<Self>) -> Result<Box<JobInner>, Error> {
        self.prepared((Ending::Queue, "submit"), enqueue).await
    }

    /// Puts the request into the queue and waits for what becomes of it.
    pub(crate) async fn finish(self: Box<Self>) -> Result<CompletedJob, Error> {
        self.prepared((Ending::Queue, "await"), async |call| enqueue(call).await?.complete().await).await
    }
}

async fn enqueue(call: Box<Prepared>) -> Result<Box<JobInner>, Error> {
    let Prepared { client, endpoint, body, options, begun, until, span } = *call;
    let mut trace = AttemptState::default();
    let submit = requests::submit(client.inner(), (&endpoint, &body), &options, until, &mut trace);
    let Some(ticket) = deadline::before(until, pin!(submit)).await else {
        // Boxed, because it seldom comes to this and every call would have room for it.
        return Err(Box::pin(expired(&client, &endpoint, &trace, options.cancel_on)).await);
    };
    let ticket = ticket?;
    tracing_span::record_request_id(&span, ticket.job.request_id());
    Ok(Box::new(JobInner::from_submit(&client, ticket, options, (begun, until))))
}

/// The deadline has passed before the queue's answer was read. Should its head have named the job, that
/// is cancelled where it is wanted.
async fn expired(client: &Client, endpoint: &EndpointId, trace: &AttemptState, cancel_on: Option<CancelOn>) -> Error {
    let error = Error::deadline("the deadline passed during the submit").under_way(trace).at(endpoint);
    let job: Option<JobId> = error.job().cloned().filter(|_| cancel_on != Some(CancelOn::Never));
    if let Some(job) = job {
        cancel::cancel_once(client.inner(), &job).await;
    }
    error
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("endpoint", &self.endpoint)
            .field("input", &self.input)
            .field("options", &self.options)
            .field("refused", &self.refused)
            .finish_non_exhaustive()
    }
}
