//! A call that has not been made yet: the encoded payload, its options, and the ways to end it.
//!
//! The options one by one are in `call_options`. What happens once it is made is in `queue` and `job`; without the
//! queue, in `run` and `events`.

use std::{fmt, marker::PhantomData, pin::pin};

use bytes::Bytes;
use tracing::{Instrument, Span};

use super::{
    caller::{Async, Caller},
    cancel::{self, CancelOn},
    client::Client,
    clock::Instant,
    deadline,
    endpoint_id::EndpointId,
    error::Error,
    exchange::Trace,
    future::Boxed,
    input::Input,
    job::Job,
    job_id::JobId,
    options::{Ending, Options},
    outcome::Outcome,
    queue, telemetry,
    wire::Wire,
};

/// A call of an endpoint whose result is an `R`. It does nothing until it is awaited or submitted.
///
/// | end it with | and get |
/// |---|---|
/// | `.await` | the result: submit, follow, fetch |
/// | [`.outcome().await`](Self::outcome) | the result and what is known about it: billed units, timings, ids |
/// | [`.submit().await`](Self::submit) | the [`Job`]: to follow, to wait for, to cancel, to resume elsewhere |
/// | [`.run().await`](Self::run) | the result over the synchronous host, without a job |
/// | [`.stream().await`](Self::stream) | the events of the endpoint's `/stream` path |
///
/// ```no_run
/// # async fn example() -> Result<(), fal_sdk::Error> {
/// use std::time::Duration;
/// use fal_sdk::{Client, Priority};
/// use serde_json::json;
///
/// let client = Client::from_env()?;
/// let outcome = client
///     .endpoint("fal-ai/flux/dev")?
///     .call(&json!({"prompt": "a donut"}))
///     .deadline(Duration::from_secs(120))
///     .priority(Priority::Low)
///     .on_update(|update| println!("{}", update.status.state))
///     .outcome()
///     .await?;
/// println!("{} for {:?} units", outcome.value, outcome.meta.billable_units);
/// # Ok(())
/// # }
/// ```
///
/// A payload or option that cannot be sent is an error of kind [`Invalid`](super::error::ErrorKind::Invalid) when
/// the call is ended; nothing is sent then.
///
/// The submit, as a run and a stream, is never repeated once it may have arrived; see
/// [`RetryPolicy`](super::retry::RetryPolicy) and [`Error::maybe_submitted`].
///
/// Each call is a span `fal.call` of `tracing`, with the endpoint and the request id. Payloads, results, log lines,
/// keys and URLs are told to no subscriber.
#[must_use = "a call does nothing until it is awaited or submitted"]
pub struct Call<R, M = Async> {
    client: Client,
    #[cfg_attr(not(feature = "blocking"), expect(dead_code, reason = "its type says all, unless somebody waits"))]
    mode: M,
    endpoint: Option<EndpointId>,
    input: Input,
    /// Boxed, because a call is moved many times until it is made.
    pub(super) options: Box<Options>,
    /// Why the call cannot be made: the first reason.
    pub(super) refused: Option<Error>,
    result: PhantomData<fn() -> R>,
}

/// The call of an endpoint: what generated functions are made of.
pub fn call<C: Caller, Q: Wire, R: Wire>(caller: &C, endpoint: &'static str, request: &Q) -> Call<R, C::Mode> {
    match endpoint.parse() {
        Ok(endpoint) => Call::new(caller, endpoint, request),
        Err(refused) => Call { refused: Some(refused), ..Call::empty(caller) },
    }
}

impl<R: Wire, M> Call<R, M> {
    fn empty<C: Caller<Mode = M>>(caller: &C) -> Self {
        Self {
            client: caller.client().clone(),
            mode: caller.mode(),
            endpoint: None,
            input: Input::default(),
            options: Box::default(),
            refused: None,
            result: PhantomData,
        }
    }

    /// Encodes the payload at once, so that the call does not borrow it.
    pub(crate) fn new<C: Caller<Mode = M>, Q: Wire>(caller: &C, endpoint: EndpointId, request: &Q) -> Self {
        let (input, refused) = match Input::of(request) {
            Ok(input) => (input, None),
            Err(faults) => (Input::default(), Some(Error::violations(faults))),
        };
        Self { endpoint: Some(endpoint), input, refused, ..Self::empty(caller) }
    }
}

#[cfg(feature = "blocking")]
impl<R, M> Call<R, M> {
    /// The same call to be awaited, and the mode that it had.
    pub(crate) fn awaited(self) -> (Call<R>, M) {
        let Self { client, mode, endpoint, input, options, refused, result } = self;
        (Call { client, mode: Async, endpoint, input, options, refused, result }, mode)
    }
}

/// A call of which nothing is left to refuse, and whose files have been uploaded.
pub(super) struct Prepared {
    pub(super) client: Client,
    pub(super) endpoint: EndpointId,
    pub(super) body: Bytes,
    pub(super) options: Box<Options>,
    pub(super) begun: Instant,
    pub(super) until: Option<Instant>,
    /// The span of the call.
    pub(super) span: Span,
}

impl<R> Call<R> {
    /// Makes a call ready to be sent, in a span of this kind, and goes on with it.
    pub(super) async fn prepared<T, F: Future<Output = Result<T, Error>>>(
        self,
        (ending, kind): (Ending, &'static str),
        go_on: impl FnOnce(Prepared) -> F,
    ) -> Result<T, Error> {
        let span = telemetry::call(kind, self.endpoint.as_ref());
        let within = span.clone();
        async { go_on(self.prepare(ending, within).await?).await }.instrument(span).await
    }

    async fn prepare(self, ending: Ending, span: Span) -> Result<Prepared, Error> {
        let begun = Instant::now();
        let Self { client, endpoint, input, options, refused, .. } = self;
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
        Ok(Prepared { client, endpoint, body, options, begun, until, span })
    }
}

impl<R: Wire> Call<R> {
    /// Puts the request into the queue and answers with the job. The call's deadline goes on counting for it.
    pub async fn submit(self) -> Result<Job<R>, Error> {
        self.prepared((Ending::Queue, "submit"), enqueue).await
    }

    /// Submits, follows the job to its end, and fetches the result with what is known about it.
    pub async fn outcome(self) -> Result<Outcome<R>, Error> {
        self.prepared((Ending::Queue, "await"), async |call| enqueue(call).await?.finish().await).await
    }
}

async fn enqueue<R: Wire>(call: Prepared) -> Result<Job<R>, Error> {
    let Prepared { client, endpoint, body, options, begun, until, span } = call;
    let mut trace = Trace::default();
    let submit = queue::submit(client.inner(), (&endpoint, &body), &options, until, &mut trace);
    let Some(ticket) = deadline::before(until, pin!(submit)).await else {
        // Boxed, because it seldom comes to this and every call would have room for it.
        return Err(Box::pin(expired(&client, &endpoint, &trace, options.cancel_on)).await);
    };
    let ticket = ticket?;
    telemetry::request_id(&span, ticket.job.request_id());
    Ok(Job::submitted(&client, ticket, options, (begun, until)))
}

/// The deadline has passed before the queue's answer was read. Should its head have named the job, that
/// is cancelled where it is wanted.
async fn expired(client: &Client, endpoint: &EndpointId, trace: &Trace, cancel_on: Option<CancelOn>) -> Error {
    let error = Error::deadline("the deadline passed during the submit").under_way(trace).at(endpoint);
    let job: Option<JobId> = error.job().cloned().filter(|_| cancel_on != Some(CancelOn::Never));
    if let Some(job) = job {
        cancel::once(client.inner(), &job).await;
    }
    error
}

impl<R: Wire + 'static> IntoFuture for Call<R> {
    type Output = Result<R, Error>;
    type IntoFuture = Boxed<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.prepared((Ending::Queue, "await"), async |call| enqueue(call).await?.value().await))
    }
}

impl<R, M> fmt::Debug for Call<R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("endpoint", &self.endpoint)
            .field("input", &self.input)
            .field("options", &self.options)
            .field("refused", &self.refused)
            .finish_non_exhaustive()
    }
}
