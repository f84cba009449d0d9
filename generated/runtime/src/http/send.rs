//! Sending requests with retries. `attempt` sends a request once; `retry` decides what may be sent again.

mod attempt;
mod backup_host;
mod redirect;
mod request;
mod response;

use std::time::Duration;

#[cfg(not(target_family = "wasm"))]
pub(crate) use request::BodySource;
pub(crate) use {
    attempt::send_once,
    request::{Auth, BodyMode, HttpRequest, RequestBody, Timeout},
    response::{AttemptState, HttpResponse},
};

use crate::{
    error::Error,
    http::{
        context::HttpContext,
        headers,
        retry::{RetryClass, RetryPolicy, jittered},
        transport::TransportError,
    },
    rt::clock::{self, Instant},
};

/// Sends a request until it succeeds, fails permanently, or reaches the bounds of the policy.
///
/// Returns the last outcome at once if the next attempt could only begin after `deadline`.
pub(crate) async fn send_with_retry(
    http: &HttpContext,
    request: &HttpRequest,
    (class, policy): (RetryClass, &RetryPolicy),
    deadline: Option<Instant>,
    state: &mut AttemptState,
) -> Result<HttpResponse, TransportError> {
    let begun = Instant::now();
    let mut attempts = 0;
    loop {
        let outcome = send_once(http, request, state).await;
        attempts += 1;
        let Some(min_delay) = retry_delay(class, &outcome) else { return outcome };
        let delay = min_delay.max(jittered(policy.backoff_after(attempts)));
        let too_late = begun.elapsed().saturating_add(delay) > policy.max_elapsed();
        let past_deadline = deadline.is_some_and(|at| at.saturating_duration_since(Instant::now()) <= delay);
        // Free requests take nothing from the budget that jobs may need: forged webhooks cause requests for keys.
        let in_budget = class == RetryClass::Always || http.retry_budget.try_take();
        if attempts >= policy.max_attempts() || too_late || past_deadline || !in_budget {
            return outcome;
        }
        log_retry(attempts, delay, &outcome);
        clock::sleep(delay).await;
    }
}

/// Sends a request that is free of charge (prices, keys) under the client's policy. Any status but success is an error.
pub(crate) async fn send_idempotent_ok(http: &HttpContext, request: &HttpRequest) -> Result<HttpResponse, Error> {
    let class = RetryClass::Always;
    let mut state = AttemptState::default();
    let outcome = send_with_retry(http, request, (class, &http.retry), None, &mut state).await;
    let response = outcome.map_err(|error| Error::from_transport(error, &state, class))?;
    if response.status.is_success() { Ok(response) } else { Err(Error::from_response(&response, class)) }
}

/// Returns the minimum delay before a retry, or `None` if the outcome must not be retried.
fn retry_delay(class: RetryClass, outcome: &Result<HttpResponse, TransportError>) -> Option<Duration> {
    match outcome {
        Ok(response) if response.status.is_success() => None,
        Ok(response) => class
            .is_retryable_response(response.status, &response.headers)
            .then(|| headers::retry_after(&response.headers).unwrap_or_default()),
        Err(error) => class.is_retryable_error(error).then_some(Duration::ZERO),
    }
}

fn log_retry(attempt: u32, delay: Duration, outcome: &Result<HttpResponse, TransportError>) {
    let status = outcome.as_ref().ok().map(|response| response.status.as_u16());
    let error = outcome.as_ref().err().map(|error| tracing::field::display(&error.source));
    tracing::debug!(target: crate::rt::TRACING_TARGET, attempt, ?delay, status, error, "retrying a request");
}
