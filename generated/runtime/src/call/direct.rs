//! Endpoints that are not behind the queue: one HTTP exchange each, with typed parameters.
//!
//! Generated code says where such an endpoint is ([`Operation`]) and hands over the request, whose members
//! go into the path, the query, the headers and the body as the route says. What is sent is made in
//! `form_body`; the queue has its own way, `call`.

use std::{fmt, marker::PhantomData, pin::pin, time::Duration};

use bytes::Bytes;
use reqwest::{
    Method,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use serde_json::{Map, Value};

use crate::{
    call::{decode, options::Options, payload::Unsent},
    client::{
        Client,
        as_client::{AsClient, Async},
    },
    error::Error,
    http::{
        form_body,
        outcome::{Meta, Outcome},
        retry::{RetryClass, RetryPolicy, send_with_retry},
        send::{AttemptState, BodyMode, HttpRequest, HttpResponse, RequestBody},
        url_encode,
    },
    json::codec::{self, JsonCodec},
    rt::{clock::Instant, deadline, future::Boxed},
};

/// Where an endpoint is and how its request is sent.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The HTTP method.
    pub method: &'static str,
    /// The path below the address, with `{name}` for parameters.
    pub path: &'static str,
    /// The media type of the body, where there is one.
    pub media: Option<&'static str>,
    /// Which members of the request are not part of the body.
    pub parameters: &'static [(&'static str, ParameterLocation)],
}

/// Where a member of a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterLocation {
    /// Into the path, as one segment.
    Path,
    /// Into the query string.
    Query,
    /// Into a header.
    Header,
}

/// A call of an endpoint by one HTTP exchange. It does nothing until it is into_async.
///
/// `.await` gives the answer; [`.outcome().await`](Self::outcome) gives it with what its headers tell.
/// A `GET` is repeated when the fault looks passing; anything else only where nothing can have arrived,
/// see [`RetryPolicy`].
///
/// Requests go to the client's queue address where the path is that of a job (`…/requests/…`), else to its
/// run address; `base_url` sets both.
#[must_use = "an exchange does nothing until it is into_async"]
pub struct DirectCall<R, M = Async> {
    client: Client,
    #[cfg_attr(not(feature = "blocking"), expect(dead_code, reason = "its type says all, unless somebody waits"))]
    mode: M,
    ask: Result<Prepared, Error>,
    options: Options,
    result: PhantomData<fn() -> R>,
}

/// What is asked, as far as it can be made without waiting.
enum Prepared {
    Whole(HttpRequest),
    /// Files stand in the request that come in when the exchange is made.
    Unsent(Operation, Unsent),
}

/// The exchange of a route: what generated functions are made of.
pub fn direct_call<C: AsClient, Q: JsonCodec, R: JsonCodec>(
    caller: &C,
    route: &Operation,
    request: &Q,
) -> DirectCall<R, C::Flavor> {
    let client = caller.client().clone();
    let encoded = codec::to_json_and_files(request).map_err(Error::violations);
    let ask = encoded.and_then(|(json, files)| match Unsent::of(json, files) {
        Ok(unsent) => Ok(Prepared::Unsent(*route, unsent)),
        Err(json) => ask(&client, route, json).map(Prepared::Whole),
    });
    DirectCall { client, mode: caller.flavor(), ask, options: Options::default(), result: PhantomData }
}

impl<R: JsonCodec, M> DirectCall<R, M> {
    /// The time for everything, repetitions included.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.options.deadline = Some(deadline);
        self
    }

    /// How often the request is repeated, instead of the client's own policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// A header beside the client's own. Headers that the client sets itself are refused when the call is made.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        if let Err(error) = self.options.set_custom(name.as_ref(), value.as_ref()) {
            self.ask = self.ask.and(Err(error));
        }
        self
    }
}

#[cfg(feature = "blocking")]
impl<R, M> DirectCall<R, M> {
    /// The same exchange to be into_async, and the mode that it had.
    pub(crate) fn into_async(self) -> (DirectCall<R>, M) {
        let Self { client, mode, ask, options, result } = self;
        (DirectCall { client, mode: Async, ask, options, result }, mode)
    }
}

impl<R: JsonCodec> DirectCall<R> {
    /// Sends the request; the answer with what its headers tell.
    pub async fn outcome(self) -> Result<Outcome<R>, Error> {
        let Self { client, ask, options, .. } = self;
        let begun = Instant::now();
        let until = options.deadline.and_then(|deadline| begun.checked_add(deadline));
        let late = || Error::deadline("the deadline passed while files were uploaded");
        let ask = deadline::before(until, pin!(ask?.ready(&client, &options))).await.unwrap_or_else(|| Err(late()));
        let mut ask = ask?;
        ask.headers.extend(options.headers);
        let nature = if ask.method == Method::GET { RetryClass::Idempotent } else { RetryClass::Submit };
        let policy = options.retry.unwrap_or_else(|| client.inner().retry.clone());
        let mut trace = AttemptState::default();
        let answer = send_with_retry(client.inner(), &ask, (nature, &policy), until, &mut trace);
        let answer = deadline::before(until, pin!(answer)).await;
        match answer {
            Some(Ok(reply)) => read(&reply, nature, begun),
            Some(Err(failure)) => Err(Error::failed(failure, &trace, nature)),
            // A question begins no work.
            None if nature == RetryClass::Idempotent => Err(Error::deadline("the deadline passed")),
            None => Err(Error::deadline("the deadline passed").under_way(&trace)),
        }
    }
}

impl Prepared {
    /// What is asked, after the files have come in: a form has them inside, JSON has their URLs.
    async fn ready(self, client: &Client, options: &Options) -> Result<HttpRequest, Error> {
        match self {
            Self::Whole(ask) => Ok(ask),
            Self::Unsent(route, unsent) if route.media.is_some_and(form_body::has_parts) => {
                ask(client, &route, unsent.inlined().await?)
            }
            Self::Unsent(route, unsent) => ask(client, &route, unsent.upload(client, options).await?),
        }
    }
}

impl<R: JsonCodec + 'static> IntoFuture for DirectCall<R> {
    type Output = Result<R, Error>;
    type IntoFuture = Boxed<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Ok(self.outcome().await?.value) })
    }
}

impl<R, M> fmt::Debug for DirectCall<R, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = self.ask.as_ref().map(|ask| match ask {
            // Without the query, which is a part of the payload.
            Prepared::Whole(ask) => ask.url.path(),
            Prepared::Unsent(route, _) => route.path,
        });
        f.debug_struct("DirectCall").field("path", &asked).field("options", &self.options).finish_non_exhaustive()
    }
}

fn read<R: JsonCodec>(reply: &HttpResponse, nature: RetryClass, begun: Instant) -> Result<Outcome<R>, Error> {
    if !reply.status.is_success() {
        return Err(Error::answered(reply, nature));
    }
    let value = decode::decode(reply)?;
    let mut meta = Meta::from_headers(&reply.headers);
    meta.timings.fetch = begun.elapsed();
    Ok(Outcome::new(value, meta))
}

/// The request as it goes out: parameters taken from the members, what is left in the body.
fn ask(client: &Client, route: &Operation, json: Value) -> Result<HttpRequest, Error> {
    let mut members = match json {
        Value::Object(members) => members,
        Value::Null => Map::new(),
        other => return whole(client, route, &other),
    };
    let path = fill(route, &mut members)?;
    let query = query(route, &mut members);
    let headers = headers(route, &mut members)?;
    let body = route.media.map(|media| form_body::encode(media, &members)).transpose()?;
    let address = format!("{path}{query}");
    complete(client, route, &address, headers, body)
}

/// A body that is no object has no members that could be parameters.
fn whole(client: &Client, route: &Operation, json: &Value) -> Result<HttpRequest, Error> {
    let body = form_body::Encoded { media: "application/json".to_owned(), bytes: json.to_string().into() };
    complete(client, route, route.path.trim_start_matches('/'), HeaderMap::new(), Some(body))
}

fn complete(
    client: &Client,
    route: &Operation,
    address: &str,
    mut headers: HeaderMap,
    body: Option<form_body::Encoded>,
) -> Result<HttpRequest, Error> {
    let base_urls = &client.inner().base_urls;
    let base = if route.path.contains("/requests/") { &base_urls.queue } else { &base_urls.run };
    let method = Method::from_bytes(route.method.as_bytes())
        .map_err(|source| Error::invalid("the method cannot be sent").because(source))?;
    let body: Option<Bytes> = match body {
        Some(body) => {
            let media = HeaderValue::try_from(body.media.as_str())
                .map_err(|source| Error::invalid("the media type cannot be sent").because(source))?;
            headers.insert(CONTENT_TYPE, media);
            Some(body.bytes)
        }
        None => None,
    };
    let mut ask = HttpRequest::new(method, base.join(address)).body_mode(BodyMode::Large);
    ask.headers = headers;
    ask.body = body.map(RequestBody::Bytes);
    Ok(ask)
}

/// The path with its parameters in place, each as one segment.
fn fill(route: &Operation, members: &mut Map<String, Value>) -> Result<String, Error> {
    let mut segments = Vec::new();
    for segment in route.path.trim_matches('/').split('/') {
        let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            segments.push(url_encode::encode(segment).into_owned());
            continue;
        };
        let given = members.remove(name).filter(|value| !value.is_null());
        let text = given.map(|value| text(&value)).unwrap_or_default();
        if url_encode::is_step(&text) {
            return Err(Error::invalid(format!("`{name}` is a part of the path and cannot be {text:?}")));
        }
        segments.push(url_encode::encode(&text).into_owned());
    }
    Ok(segments.join("/"))
}

fn query(route: &Operation, members: &mut Map<String, Value>) -> String {
    let mut pairs = Vec::new();
    for (name, _) in route.parameters.iter().filter(|(_, place)| *place == ParameterLocation::Query) {
        let values = match members.remove(*name) {
            None | Some(Value::Null) => continue,
            Some(Value::Array(items)) => items,
            Some(value) => vec![value],
        };
        pairs.extend(
            values.iter().map(|value| format!("{}={}", url_encode::encode(name), url_encode::encode(&text(value)))),
        );
    }
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

fn headers(route: &Operation, members: &mut Map<String, Value>) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    for (name, _) in route.parameters.iter().filter(|(_, place)| *place == ParameterLocation::Header) {
        let Some(value) = members.remove(*name).filter(|value| !value.is_null()) else { continue };
        let refused = || Error::invalid(format!("`{name}` cannot be sent as a header"));
        let header = HeaderName::try_from(*name).map_err(|source| refused().because(source))?;
        let value = HeaderValue::try_from(text(&value)).map_err(|source| refused().because(source))?;
        headers.insert(header, value);
    }
    Ok(headers)
}

/// A value outside of JSON: texts without their quotes.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
