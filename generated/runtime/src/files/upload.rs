//! Uploads of files to fal's storage.

use std::{fmt, pin::pin, time::Duration};

use crate::{
    client::Client,
    error::Error,
    files::{
        lifecycle::Lifecycle,
        progress::{Progress, ProgressCallback, ProgressMeter},
    },
    http::retry::RetryPolicy,
    rt::{clock::Instant, deadline, future::Boxed},
};

mod body;
mod metadata;
mod multipart;
mod source;
mod storage;

pub(crate) use metadata::{FileMetadata, extension, likely_content_type};
#[cfg(not(target_family = "wasm"))]
pub(crate) use source::Reader;
pub(crate) use source::ReplayableSource;
pub use source::UploadSource;
pub(crate) use storage::Storage;

/// Default of [`Upload::parallel`].
const DEFAULT_PARALLEL: usize = 4;

/// Upload to fal's storage. It does nothing until it is awaited, and is aborted when the future is dropped.
///
/// ```no_run
/// # async fn example(client: fal_sdk::Client) -> Result<(), fal_sdk::Error> {
/// use std::{path::Path, time::Duration};
/// use fal_sdk::{Lifecycle, fal_ai::flux_pro::kontext};
///
/// let file = client
///     .upload(Path::new("flour.png"))
///     .lifecycle(Lifecycle::new().expires_after(Duration::from_secs(3600)))
///     .on_progress(|progress| println!("{} of {:?} bytes", progress.bytes, progress.total))
///     .await?;
/// let request = kontext::Request::new("Put a donut next to the flour.", &file);
/// # let _ = request;
/// # Ok(())
/// # }
/// ```
///
/// Files of more than 90 MiB, and readers of 10 MiB or more, are uploaded in parts of 10 MiB, several at a time. A file
/// on disk is streamed and never loaded completely; a reader is buffered part by part, so that a part can be sent
/// again. All requests are retried according to the [`RetryPolicy`], since they are free of charge.
///
/// The API key is sent only with the request that initiates the upload; the bytes are sent without it to the URL in its
/// response.
#[must_use = "an upload does nothing until it is awaited"]
pub struct Upload {
    client: Client,
    source: UploadSource,
    lifecycle: Option<Lifecycle>,
    callback: Option<ProgressCallback>,
    retry: Option<RetryPolicy>,
    deadline: Option<Duration>,
    parallel: usize,
}

/// File in fal's storage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadedFile {
    /// URL of the file.
    pub url: String,
    /// Content type, as set or detected.
    pub content_type: String,
    /// File name, as set or generated.
    pub file_name: String,
    /// Size in bytes.
    pub size: u64,
}

impl Client {
    /// Starts building an upload of bytes, a file or a reader to fal's storage; see [`UploadSource`].
    pub fn upload(&self, source: impl Into<UploadSource>) -> Upload {
        Upload {
            client: self.clone(),
            source: source.into(),
            lifecycle: None,
            callback: None,
            retry: None,
            deadline: None,
            parallel: DEFAULT_PARALLEL,
        }
    }
}

impl Upload {
    /// Sets the content type, instead of detecting it from the name or the first bytes.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.source.content_type = Some(content_type.into());
        self
    }

    /// Sets the file name, instead of the source's. Any characters are allowed.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.source.name = Some(name.into());
        self
    }

    /// Sets expiry and access of the file, instead of the account's settings.
    pub fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.lifecycle = Some(lifecycle);
        self
    }

    /// Calls a function whenever bytes have been sent. It should return quickly.
    pub fn on_progress(mut self, callback: impl FnMut(Progress) + Send + 'static) -> Self {
        self.callback = Some(ProgressCallback::new(callback));
        self
    }

    /// Sets the retry policy of each request, instead of the client's.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets a time limit for the whole upload, including retries. There is none by default; dead connections are
    /// detected by the operating system.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets how many parts of a large file are sent concurrently, 1 to 32. Default: 4. A reader needs 10 MiB of memory
    /// per concurrent part.
    pub fn parallel(mut self, parts: usize) -> Self {
        self.parallel = parts.clamp(1, 32);
        self
    }

    async fn send(self) -> Result<UploadedFile, Error> {
        let until = self.deadline.and_then(|deadline| Instant::now().checked_add(deadline));
        let policy = self.retry.unwrap_or_else(|| self.client.inner().http.retry.clone());
        let lifecycle = self.lifecycle.map(|lifecycle| lifecycle.to_value()).transpose()?;
        let storage = Storage { client: self.client.inner(), policy: &policy, until, lifecycle: lifecycle.as_ref() };
        let meter = ProgressMeter::new(self.callback).into();
        let upload = multipart::upload(&storage, self.source, meter, self.parallel);
        let expired = || Error::deadline("the deadline passed during the upload");
        deadline::with_deadline(until, pin!(upload)).await.unwrap_or_else(|| Err(expired()))
    }
}

impl Storage<'_> {
    /// Uploads a file without progress reports.
    pub(crate) async fn upload(&self, source: UploadSource) -> Result<UploadedFile, Error> {
        multipart::upload(self, source, ProgressMeter::new(None).into(), DEFAULT_PARALLEL).await
    }
}

impl IntoFuture for Upload {
    type Output = Result<UploadedFile, Error>;
    type IntoFuture = Boxed<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl AsRef<str> for UploadedFile {
    fn as_ref(&self) -> &str {
        &self.url
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("source", &self.source)
            .field("lifecycle", &self.lifecycle)
            .field("retry", &self.retry)
            .field("deadline", &self.deadline)
            .field("parallel", &self.parallel)
            .finish_non_exhaustive()
    }
}
