//! The blocking client: an async one and the thread that serves it.

use std::fmt;

use serde_json::Value;

use super::{Call, iter::Iter, runtime_thread::Worker};
use crate::{
    client::{
        Client as AsyncClient,
        as_client::{AsClient, Sealed},
        builder::ClientBuilder,
    },
    error::Error,
    files::{
        download::Download,
        upload::{Upload, UploadSource},
    },
    id::endpoint_id::EndpointId,
    platform::{Cost, Estimate, ModelQuery, Price},
};

/// A client whose calls wait. Cheap to clone; clones share their connections and the thread that serves them.
///
/// ```
/// use fal_sdk::blocking::Client;
///
/// let client = Client::builder().key("key-id:key-secret").base_url("https://relay.example/fal").build_blocking()?;
/// # let _ = client;
/// # Ok::<(), fal_sdk::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    client: AsyncClient,
    pub(super) worker: Worker,
}

/// Calls are waited for.
#[derive(Clone, Debug)]
pub struct Blocking(pub(super) Worker);

impl Client {
    /// A client with the key from the environment: `FAL_KEY`, or `FAL_KEY_ID` and `FAL_KEY_SECRET`.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build_blocking()
    }

    /// A client with this key (`id:secret`).
    pub fn new(key: impl Into<String>) -> Result<Self, Error> {
        Self::builder().key(key).build_blocking()
    }

    /// A client to be set up; [`build_blocking`](ClientBuilder::build_blocking) makes it.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Any endpoint, by its id and without types: for one that this crate does not have.
    ///
    /// ```no_run
    /// # fn example(client: fal_sdk::blocking::Client) -> Result<(), fal_sdk::Error> {
    /// use serde_json::json;
    ///
    /// let result = client.endpoint("fal-ai/flux/dev")?.call(&json!({"prompt": "a donut"})).wait()?;
    /// # let _ = result;
    /// # Ok(())
    /// # }
    /// ```
    pub fn endpoint(&self, id: impl AsRef<str>) -> Result<UntypedEndpoint, Error> {
        Ok(UntypedEndpoint { client: self.clone(), id: id.as_ref().parse()? })
    }

    /// An upload of bytes or a file to fal's storage, to be set up and then [waited for](Self::wait).
    ///
    /// ```no_run
    /// # fn example(client: fal_sdk::blocking::Client) -> Result<(), fal_sdk::Error> {
    /// use std::path::Path;
    ///
    /// let file = client.wait(client.upload(Path::new("flour.png")).content_type("image/png"))?;
    /// println!("{}", file.url);
    /// # Ok(())
    /// # }
    /// ```
    pub fn upload(&self, source: impl Into<UploadSource>) -> Upload {
        self.client.upload(source)
    }

    /// A download of what is behind a URL, to be set up and then [waited for](Self::wait) or [read](Self::items).
    ///
    /// ```no_run
    /// # fn example(client: fal_sdk::blocking::Client, response: serde_json::Value) -> Result<(), fal_sdk::Error> {
    /// for media in fal_sdk::media(&response) {
    ///     client.wait(client.download(&media).to_file(media.suggested_file_name()))?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn download(&self, url: impl AsRef<str>) -> Download {
        self.client.download(url)
    }

    /// A question for models, to be narrowed down and then [waited for](Self::wait) or [read](Self::items).
    ///
    /// ```no_run
    /// # fn example(client: fal_sdk::blocking::Client) -> Result<(), fal_sdk::Error> {
    /// for model in client.items(client.models().search("flux").stream()) {
    ///     println!("{}", model?.endpoint_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn models(&self) -> ModelQuery {
        self.client.models()
    }

    /// What endpoints charge for a unit; see [`prices`](AsyncClient::prices) of an async client.
    pub fn prices<I>(&self, endpoints: I) -> Result<Vec<Price>, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        self.wait(self.client.prices(endpoints))
    }

    /// What so many calls, or so many units, would cost; see [`estimate`](AsyncClient::estimate) of an async client.
    pub fn estimate(&self, estimate: &Estimate) -> Result<Cost, Error> {
        self.wait(self.client.estimate(estimate))
    }

    /// Waits for anything that an async client does: a transfer of a file, or what is asked of
    /// [`as_async`](Self::as_async). An error of its own type need only have room for one of fal's.
    pub fn wait<T, E: From<Error>>(&self, future: impl IntoFuture<Output = Result<T, E>>) -> Result<T, E> {
        self.worker.wait(future)
    }

    /// The items of a stream of an async client, waited for one by one.
    pub fn items<S>(&self, stream: S) -> Iter<S> {
        Iter::of(stream, self.worker.clone())
    }

    /// The client that this one waits for: for what is not here, such as realtime sessions, to be given to
    /// [`wait`](Self::wait) or [`items`](Self::items).
    pub fn as_async(&self) -> &AsyncClient {
        &self.client
    }
}

impl ClientBuilder {
    /// As [`build`](Self::build), and starts the thread that serves the client. It may be called from
    /// anywhere.
    pub fn build_blocking(self) -> Result<Client, Error> {
        self.build()?.try_into()
    }
}

/// An async client, from now on to be waited for. Connections that it opened under another runtime last as
/// long as that one.
impl TryFrom<AsyncClient> for Client {
    type Error = Error;

    fn try_from(client: AsyncClient) -> Result<Self, Error> {
        Ok(Self { client, worker: Worker::start()? })
    }
}

impl Sealed for Client {}

impl AsClient for Client {
    type Flavor = Blocking;

    fn client(&self) -> &AsyncClient {
        &self.client
    }

    fn flavor(&self) -> Blocking {
        Blocking(self.worker.clone())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}

/// An endpoint known by its id alone; payload and result are JSON as it comes.
#[derive(Clone, Debug)]
pub struct UntypedEndpoint {
    client: Client,
    id: EndpointId,
}

impl UntypedEndpoint {
    /// The id.
    pub fn id(&self) -> &EndpointId {
        &self.id
    }

    /// A call with this payload.
    pub fn call(&self, request: &Value) -> Call<Value> {
        Call::new(&self.client, self.id.clone(), request)
    }
}
