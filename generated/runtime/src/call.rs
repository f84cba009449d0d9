//! A call that has not been made yet: its result's type, and the ways to end it.
//!
//! What is the same for every type is in `draft`, so that it is compiled once; the options one by one are in
//! `call_options`. Endings without the queue are in `run` and `events`.

pub(crate) mod decode;
pub(crate) mod direct;
pub(crate) mod events;
pub(crate) mod lifecycle;
pub(crate) mod local_files;
pub(crate) mod options;
pub(crate) mod payload;
pub(crate) mod prepare;
pub(crate) mod run;
pub(crate) mod setters;

use std::{fmt, marker::PhantomData};

use crate::{
    call::{payload::Input, prepare::Draft},
    client::as_client::{AsClient, Async},
    error::Error,
    http::outcome::Outcome,
    id::endpoint_id::EndpointId,
    json::codec::JsonCodec,
    queue::job::Job,
    rt::future::Boxed,
};

/// A call of an endpoint whose result is an `R`. It does nothing until it is into_async or submitted.
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
/// A payload or option that cannot be sent is an error of kind [`Invalid`](crate::error::ErrorKind::Invalid) when
/// the call is ended; nothing is sent then.
///
/// The submit, as a run and a stream, is never repeated once it may have arrived; see
/// [`RetryPolicy`](crate::http::retry::RetryPolicy) and [`Error::maybe_submitted`].
///
/// Each call is a span `fal.call` of `tracing`, with the endpoint and the request id. Payloads, results, log lines,
/// keys and URLs are told to no subscriber.
#[must_use = "a call does nothing until it is into_async or submitted"]
pub struct Call<R, M = Async> {
    /// Boxed, because a call is moved many times until it is made.
    pub(crate) draft: Box<Draft>,
    #[cfg_attr(not(feature = "blocking"), expect(dead_code, reason = "its type says all, unless somebody waits"))]
    mode: M,
    result: PhantomData<fn() -> R>,
}

/// The call of an endpoint: what generated functions are made of.
pub fn call<C: AsClient, Q: JsonCodec, R: JsonCodec>(
    caller: &C,
    endpoint: &'static str,
    request: &Q,
) -> Call<R, C::Flavor> {
    match endpoint.parse() {
        Ok(endpoint) => Call::new(caller, endpoint, request),
        Err(refused) => Call::of(caller, Draft::refused(caller.client(), refused)),
    }
}

impl<R: JsonCodec, M> Call<R, M> {
    fn of<C: AsClient<Flavor = M>>(caller: &C, draft: Draft) -> Self {
        Self { draft: Box::new(draft), mode: caller.flavor(), result: PhantomData }
    }

    /// Encodes the payload at once, so that the call does not borrow it.
    pub(crate) fn new<C: AsClient<Flavor = M>, Q: JsonCodec>(caller: &C, endpoint: EndpointId, request: &Q) -> Self {
        Self::of(caller, Draft::new(caller.client(), endpoint, Input::of(request)))
    }
}

#[cfg(feature = "blocking")]
impl<R, M> Call<R, M> {
    /// The same call to be into_async, and the mode that it had.
    pub(crate) fn into_async(self) -> (Call<R>, M) {
        let Self { draft, mode, result } = self;
        (Call { draft, mode: Async, result }, mode)
    }
}

impl<R: JsonCodec> Call<R> {
    /// Puts the request into the queue and answers with the job. The call's deadline goes on counting for it.
    pub async fn submit(self) -> Result<Job<R>, Error> {
        Ok(Job::from_inner(self.draft.submit().await?))
    }

    /// Submits, follows the job to its end, and fetches the result with what is known about it.
    pub async fn outcome(self) -> Result<Outcome<R>, Error> {
        self.draft.finish().await?.outcome()
    }
}

impl<R: JsonCodec + 'static> IntoFuture for Call<R> {
    type Output = Result<R, Error>;
    type IntoFuture = Boxed<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.draft.finish().await?.value() })
    }
}

impl<R, M> fmt::Debug for Call<R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.draft.fmt(f)
    }
}
