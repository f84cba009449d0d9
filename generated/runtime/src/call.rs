//! [`Call`]: a typed request with its options and terminal methods.
//!
//! Code that does not depend on the result type is in `prepare`, so that it is compiled once.

pub(crate) mod decoder;
pub(crate) mod direct;
pub(crate) mod direct_body;
mod error;
pub(crate) mod events;
pub(crate) mod local_files;
pub(crate) mod options;
pub(crate) mod parameters;
pub(crate) mod payload;
pub(crate) mod prepare;
pub(crate) mod received;
pub(crate) mod run;
pub(crate) mod setters;
pub(crate) mod untyped;

use std::{fmt, marker::PhantomData};

use crate::{
    call::{payload::RequestPayload, prepare::PendingCall},
    client::as_client::{AsClient, Async},
    error::Error,
    http::outcome::Outcome,
    id::endpoint_id::EndpointId,
    json::codec::JsonCodec,
    queue::job::Job,
    rt::future::Boxed,
};

/// Call of an endpoint with a result of type `R`. It does nothing until a terminal method is called.
///
/// | terminal method | returns |
/// |---|---|
/// | `.await` | the result: submits, polls, fetches |
/// | [`.outcome().await`](Self::outcome) | the result with its metadata: billed units, timings, request id |
/// | [`.submit().await`](Self::submit) | the [`Job`], to wait for, watch, cancel or resume in another process |
/// | [`.run().await`](Self::run) | the result of the synchronous host, without a job |
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
/// An invalid payload or option is reported by the terminal method as an error of kind
/// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent.
///
/// Submits, runs and streams are never retried once the request may have arrived; see
/// [`RetryPolicy`](crate::RetryPolicy) and [`Error::maybe_submitted`].
///
/// Each call is a `tracing` span `fal.call` with the endpoint and the request id. Payloads, results, log lines, keys
/// and URLs are never logged.
#[must_use = "a call does nothing until it is awaited or submitted"]
pub struct Call<R, M = Async> {
    /// Boxed, because a call is moved by each of its setters.
    pub(crate) pending: Box<PendingCall>,
    #[cfg_attr(not(feature = "blocking"), expect(dead_code, reason = "only blocking calls read it"))]
    flavor: M,
    result: PhantomData<fn() -> R>,
}

/// Creates the call of a generated function.
pub fn call<C: AsClient, Q: JsonCodec, R: JsonCodec>(
    client: &C,
    endpoint: &'static str,
    request: &Q,
) -> Call<R, C::Flavor> {
    match endpoint.parse() {
        Ok(endpoint) => Call::new(client, endpoint, request),
        Err(error) => Call::from_pending(client, PendingCall::invalid(client.client(), error)),
    }
}

impl<R: JsonCodec, M> Call<R, M> {
    fn from_pending<C: AsClient<Flavor = M>>(client: &C, pending: PendingCall) -> Self {
        Self { pending: Box::new(pending), flavor: client.flavor(), result: PhantomData }
    }

    /// Encodes the payload immediately, so that the call does not borrow the request.
    pub(crate) fn new<C: AsClient<Flavor = M>, Q: JsonCodec>(client: &C, endpoint: EndpointId, request: &Q) -> Self {
        Self::from_pending(client, PendingCall::new(client.client(), endpoint, RequestPayload::encode(request)))
    }
}

#[cfg(feature = "blocking")]
impl<R, M> Call<R, M> {
    /// Returns the async version of the call and its flavor.
    pub(crate) fn into_async(self) -> (Call<R>, M) {
        let Self { pending, flavor, result } = self;
        (Call { pending, flavor: Async, result }, flavor)
    }
}

impl<R: JsonCodec> Call<R> {
    /// Submits the request and returns the job. The call's deadline also applies to the job.
    pub async fn submit(self) -> Result<Job<R>, Error> {
        Ok(Job::from_inner(self.pending.submit().await?))
    }

    /// Submits the request, waits for the job to complete and returns its result with the metadata.
    pub async fn outcome(self) -> Result<Outcome<R>, Error> {
        self.pending.finish().await?.outcome()
    }
}

impl<R: JsonCodec + 'static> IntoFuture for Call<R> {
    type Output = Result<R, Error>;
    type IntoFuture = Boxed<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.pending.finish().await?.value() })
    }
}

impl<R, M> fmt::Debug for Call<R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pending.fmt(f)
    }
}
