//! [`DirectCall`]: endpoints outside the queue, called with a single HTTP request.
//!
//! Generated code describes such an endpoint as an [`Operation`], which assigns the fields of the request to the path,
//! the query, the headers and the body.

use std::{fmt, pin::pin, time::Duration};

use bytes::Bytes;
use reqwest::{
    Method,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue},
};
use serde_json::{Map, Value};

use crate::{
    call::{
        decoder::ResponseDecoder,
        options::CallOptions,
        parameters::{self, Parameter},
        payload::PendingFiles,
        received::ReceivedResponse,
    },
    client::{
        Client,
        as_client::{AsClient, Async},
        service::{Service, ServiceHost},
    },
    error::Error,
    http::{
        form_body,
        outcome::{Meta, Outcome},
        retry::{RetryClass, RetryPolicy},
        send::{AttemptState, HttpRequest, RequestBody, send_with_retry},
    },
    json::codec::{self, JsonCodec},
    rt::{clock::Instant, deadline, future::Boxed},
};

/// HTTP operation of an endpoint outside the queue.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// HTTP method.
    pub method: &'static str,
    /// Path relative to the base URL, with `{name}` for parameters.
    pub path: &'static str,
    /// Media type of the body, if there is one.
    pub media: Option<&'static str>,
    /// The request field that is the body; `None` if the body has all properties that are not parameters.
    pub body: Option<&'static str>,
    /// Request fields that are parameters and not part of the body.
    pub parameters: &'static [Parameter],
    /// The service that the document describes.
    pub service: Option<&'static Service>,
}

impl Operation {
    /// A `GET` of the base URL, for struct update syntax.
    pub const DEFAULT: Self =
        Self { method: "GET", path: "/", media: None, body: None, parameters: &[], service: None };
}

/// Call of an endpoint outside the queue: a single HTTP request. It does nothing until it is awaited.
///
/// `.await` returns the response; [`.outcome().await`](Self::outcome) adds the metadata of its headers. A `GET` is
/// retried after transient failures, other methods only if the request cannot have arrived; see [`RetryPolicy`].
///
/// Requests are sent to the server that the document states, or to the client's `service_url` or `base_url`. If the
/// document states none, they are sent to the client's queue URL if the path is that of a job (`…/requests/…`), otherwise
/// to its run URL. Only the key of that host is sent.
#[must_use = "a call does nothing until it is awaited"]
pub struct DirectCall<R, M = Async> {
    client: Client,
    #[cfg_attr(not(feature = "blocking"), expect(dead_code, reason = "only blocking calls read it"))]
    flavor: M,
    /// The service, for messages.
    pub(super) service: Option<&'static Service>,
    request: Result<PendingRequest, Error>,
    options: CallOptions,
    pub(super) decoder: ResponseDecoder<R>,
}

/// Request, complete except for files that must be uploaded.
enum PendingRequest {
    Complete(DirectRequest),
    WithFiles(Operation, PendingFiles),
}

/// Complete request, and whether it lacks the key that its document asks for.
struct DirectRequest {
    http: HttpRequest,
    lacks_key: bool,
}

/// Creates the call of a generated function with a JSON response.
pub fn direct_call<C: AsClient, Q: JsonCodec, R: JsonCodec>(
    caller: &C,
    operation: &Operation,
    request: &Q,
) -> DirectCall<R, C::Flavor> {
    direct_call_as(caller, operation, request, ResponseDecoder::json())
}

/// Creates the call of a generated function.
pub fn direct_call_as<C: AsClient, Q: JsonCodec, R>(
    caller: &C,
    operation: &Operation,
    request: &Q,
    decoder: ResponseDecoder<R>,
) -> DirectCall<R, C::Flavor> {
    let client = caller.client().clone();
    let encoded = codec::to_json_and_uploads(request).map_err(Error::violations);
    let request = encoded.and_then(|(json, files)| match PendingFiles::new(json, files) {
        Ok(files) => Ok(PendingRequest::WithFiles(*operation, files)),
        Err(json) => build_request(&client, operation, json).map(PendingRequest::Complete),
    });
    DirectCall {
        client,
        flavor: caller.flavor(),
        service: operation.service,
        request,
        options: CallOptions::default(),
        decoder,
    }
}

impl<R, M> DirectCall<R, M> {
    /// Sets a time limit for the whole call, including retries.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.options.deadline = Some(deadline);
        self
    }

    /// Sets the retry policy, instead of the client's.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Adds a header. Headers that the client sets itself are rejected when the call is made.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        if let Err(error) = self.options.set_header(name.as_ref(), value.as_ref()) {
            self.request = self.request.and(Err(error));
        }
        self
    }
}

#[cfg(feature = "blocking")]
impl<R, M> DirectCall<R, M> {
    /// Returns the async version of the call and its flavor.
    pub(crate) fn into_async(self) -> (DirectCall<R>, M) {
        let Self { client, flavor, service, request, options, decoder } = self;
        (DirectCall { client, flavor: Async, service, request, options, decoder }, flavor)
    }
}

impl<R> DirectCall<R> {
    /// Sends the request and returns the response with its metadata.
    pub async fn outcome(self) -> Result<Outcome<R>, Error> {
        let (service, decoder) = (self.service, self.decoder);
        let received = self.send().await?;
        let (class, start) = (received.class, received.start);
        let mut meta = Meta::from_headers(&received.response.headers);
        let value = decoder.decode(received).map_err(|error| error.of_direct(class, service))?;
        meta.timings.fetch = start.elapsed();
        Ok(Outcome::new(value, meta))
    }

    /// Reads the response in another way.
    pub(super) fn with_decoder<T>(self, decoder: ResponseDecoder<T>) -> DirectCall<T> {
        let Self { client, service, request, options, .. } = self;
        DirectCall { client, flavor: Async, service, request, options, decoder }
    }

    /// Sends the request and returns a successful response.
    pub(super) async fn send(self) -> Result<ReceivedResponse, Error> {
        let Self { client, service, request, options, decoder, .. } = self;
        let start = Instant::now();
        let until = options.deadline.and_then(|deadline| start.checked_add(deadline));
        let expired = || Error::deadline("the deadline passed while files were uploaded");
        let request = deadline::with_deadline(until, pin!(request?.complete(&client, &options))).await;
        let DirectRequest { http: mut request, lacks_key } = request.unwrap_or_else(|| Err(expired()))?;
        request.body_mode = decoder.body_mode;
        request.headers.insert(ACCEPT, HeaderValue::from_static(decoder.accept));
        request.headers.extend(options.headers);
        let class = if request.method == Method::GET { RetryClass::Idempotent } else { RetryClass::Submit };
        let policy = options.retry.unwrap_or_else(|| client.inner().http.retry.clone());
        let mut attempt = AttemptState::default();
        let sent = send_with_retry(&client.inner().http, &request, (class, &policy), until, &mut attempt);
        let sent = deadline::with_deadline(until, pin!(sent)).await;
        let error = match sent {
            Some(Ok(response)) if response.status.is_success() => {
                return Ok(ReceivedResponse { client, response, attempt, until, service, class, start });
            }
            Some(Ok(response)) => {
                let error = Error::from_response(&response, class);
                if lacks_key { error.without_key(service) } else { error }
            }
            Some(Err(failure)) => Error::from_transport(failure, &attempt, class),
            // A GET does not start any work on the server.
            None if class == RetryClass::Idempotent => Error::deadline("the deadline passed"),
            None => Error::deadline("the deadline passed").with_attempt(&attempt),
        };
        Err(error.of_direct(class, service))
    }
}

impl PendingRequest {
    /// Completes the request: files are embedded in a form and uploaded for JSON.
    async fn complete(self, client: &Client, options: &CallOptions) -> Result<DirectRequest, Error> {
        match self {
            Self::Complete(request) => Ok(request),
            Self::WithFiles(operation, files) if operation.media.is_some_and(form_body::takes_bytes) => {
                build_request(client, &operation, files.inlined().await?)
            }
            Self::WithFiles(operation, files) => {
                build_request(client, &operation, files.upload(client, options).await?)
            }
        }
    }
}

impl<R: 'static> IntoFuture for DirectCall<R> {
    type Output = Result<R, Error>;
    type IntoFuture = Boxed<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Ok(self.outcome().await?.value) })
    }
}

impl<R, M> fmt::Debug for DirectCall<R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.request.as_ref().map(|request| match request {
            // Without the query, which is part of the payload.
            PendingRequest::Complete(request) => request.http.url.path(),
            PendingRequest::WithFiles(operation, _) => operation.path,
        });
        f.debug_struct("DirectCall").field("path", &path).field("options", &self.options).finish_non_exhaustive()
    }
}

/// Builds the HTTP request: parameters are taken from the fields, the body is one of the fields or all that remain.
fn build_request(client: &Client, operation: &Operation, json: Value) -> Result<DirectRequest, Error> {
    let (mut fields, whole) = match json {
        Value::Object(fields) => (fields, None),
        Value::Null => (Map::new(), None),
        // Without parameters, the request is the body.
        other => (Map::new(), Some(other)),
    };
    let placed = parameters::place(operation.path, operation.parameters, &mut fields)?;
    let body = match operation.body {
        Some(field) => fields.remove(field),
        None => Some(whole.unwrap_or(Value::Object(fields))),
    };
    let body = operation.media.zip(body).map(|(media, body)| form_body::encode(media, &body)).transpose()?;
    assemble(client, operation, &placed.path_and_query, placed.headers, body)
}

fn assemble(
    client: &Client,
    operation: &Operation,
    path_and_query: &str,
    mut headers: HeaderMap,
    body: Option<form_body::EncodedBody>,
) -> Result<DirectRequest, Error> {
    let base_urls = &client.inner().base_urls;
    let default = if operation.path.contains("/requests/") { &base_urls.queue } else { &base_urls.run };
    let target = ServiceHost::new(base_urls, operation.service, default)?;
    let method = Method::from_bytes(operation.method.as_bytes())
        .map_err(|source| Error::invalid("invalid HTTP method").with_source(source))?;
    let body: Option<Bytes> = match body {
        Some(body) => {
            let media = HeaderValue::try_from(body.media.as_str())
                .map_err(|source| Error::invalid("invalid media type").with_source(source))?;
            headers.insert(CONTENT_TYPE, media);
            Some(body.bytes)
        }
        None => None,
    };
    let mut request = HttpRequest::new(method, target.base.join(path_and_query));
    request.headers = headers;
    request.body = body.map(RequestBody::Bytes);
    let lacks_key = target.authorize(client, operation.service, &mut request)?;
    Ok(DirectRequest { http: request, lacks_key })
}
