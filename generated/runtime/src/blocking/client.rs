//! The blocking client: an async client and the thread that drives it.

use std::fmt;

use super::{flavor::Blocking, iter::Iter, runtime_thread::RuntimeThread};
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
    platform::{Cost, Estimate, ModelQuery, Price},
};

/// Client whose calls block. Cheap to clone; clones share their connections and the thread that drives them.
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
    pub(super) thread: RuntimeThread,
}

impl Client {
    /// Creates a client with the key from the environment: `FAL_KEY`, or `FAL_KEY_ID` and `FAL_KEY_SECRET`.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().build_blocking()
    }

    /// Creates a client with an API key (`id:secret`).
    pub fn new(key: impl Into<String>) -> Result<Self, Error> {
        Self::builder().key(key).build_blocking()
    }

    /// Returns a builder; finish it with [`build_blocking`](ClientBuilder::build_blocking).
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Starts building an upload of bytes or a file to fal's storage; finish it with [`wait`](Self::wait).
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

    /// Starts building a download of a URL; finish it with [`wait`](Self::wait) or [`items`](Self::items).
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

    /// Starts a query of models; finish it with [`wait`](Self::wait) or [`items`](Self::items).
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

    /// Fetches unit prices of endpoints; see [`prices`](AsyncClient::prices) of the async client.
    pub fn prices<I>(&self, endpoints: I) -> Result<Vec<Price>, Error>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        self.wait(self.client.prices(endpoints))
    }

    /// Estimates a cost; see [`estimate`](AsyncClient::estimate) of the async client.
    pub fn estimate(&self, estimate: &Estimate) -> Result<Cost, Error> {
        self.wait(self.client.estimate(estimate))
    }

    /// Blocks until a future of the async client completes, such as an upload or a request made with
    /// [`as_async`](Self::as_async). The error type must implement `From<Error>`.
    pub fn wait<T, E: From<Error>>(&self, future: impl IntoFuture<Output = Result<T, E>>) -> Result<T, E> {
        self.thread.wait(future)
    }

    /// Turns a stream of the async client into a blocking iterator.
    pub fn items<S>(&self, stream: S) -> Iter<S> {
        Iter::new(stream, self.thread.clone())
    }

    /// Returns the underlying async client, for features without a blocking version such as realtime sessions. Pass its
    /// futures to [`wait`](Self::wait) and its streams to [`items`](Self::items).
    pub fn as_async(&self) -> &AsyncClient {
        &self.client
    }
}

impl ClientBuilder {
    /// Like [`build`](Self::build), and starts the thread that drives the client. May be called in async code.
    pub fn build_blocking(self) -> Result<Client, Error> {
        self.build()?.try_into()
    }
}

/// Wraps an async client. Connections that it opened under another runtime close with that runtime.
impl TryFrom<AsyncClient> for Client {
    type Error = Error;

    fn try_from(client: AsyncClient) -> Result<Self, Error> {
        Ok(Self { client, thread: RuntimeThread::start()? })
    }
}

impl Sealed for Client {}

impl AsClient for Client {
    type Flavor = Blocking;

    fn client(&self) -> &AsyncClient {
        &self.client
    }

    fn flavor(&self) -> Blocking {
        Blocking(self.thread.clone())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}
