//! The built-in transport: reqwest.
//!
//! It only translates. Redirects are off; a client brought by the user that follows them anyway is
//! found out by the address that answered.

use std::time::Duration;

use bytes::Bytes;

use super::transport::{Body, BoxFuture, Failure, Request, Response, Stage, Transport};

/// Sends over reqwest.
pub(crate) struct Network(reqwest::Client);

impl Network {
    /// A client of our own.
    pub(crate) fn new(connect_timeout: Duration) -> Result<Self, reqwest::Error> {
        let builder = reqwest::Client::builder()
            .connect_timeout(connect_timeout)
            // A connection that idled may be dead, and a submit that dies with it is not repeated.
            .pool_idle_timeout(Duration::from_secs(15))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // What may be sent twice is decided in `retry`, nowhere else.
            .retry(reqwest::retry::never());
        Ok(Self(builder.build()?))
    }

    /// The user's client.
    pub(crate) fn with(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for Network {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        Box::pin(async move {
            let asked = request.url.clone();
            let mut outgoing = self.0.request(request.method, request.url).headers(request.headers);
            if let Some(body) = request.body {
                outgoing = outgoing.body(body);
            }
            let response = outgoing.send().await.map_err(|source| failure(Stage::Waiting, source))?;
            if *response.url() != asked {
                let source = "the HTTP client followed a redirect; give it a policy of none".into();
                return Err(Failure { stage: Stage::Refused, timed_out: false, source });
            }
            Ok(Response {
                status: response.status(),
                headers: response.headers().clone(),
                body: Box::new(Incoming(response)),
            })
        })
    }
}

struct Incoming(reqwest::Response);

impl Body for Incoming {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>> {
        Box::pin(async { self.0.chunk().await.map_err(|source| failure(Stage::Reading, source)) })
    }
}

fn failure(stage: Stage, source: reqwest::Error) -> Failure {
    let stage = if source.is_connect() { Stage::Connecting } else { stage };
    // A URL may hold a webhook's address with a token in it.
    Failure { stage, timed_out: source.is_timeout(), source: Box::new(source.without_url()) }
}
