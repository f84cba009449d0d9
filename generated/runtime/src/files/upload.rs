//! Uploads: a file goes to fal's storage and has a URL from then on.
//!
//! Here is what users write. What a file is made of stands in `source`, what fal is told about it in `kind`, the
//! requests in `storage`, files in parts in `multipart`, and the bytes on their way in `body`.

use std::{fmt, pin::pin, time::Duration};

use crate::{
    call::lifecycle::Lifecycle,
    client::Client,
    error::Error,
    files::progress::{Meter, OnProgress, Progress},
    http::retry::RetryPolicy,
    rt::{clock::Instant, deadline, future::Boxed},
};

mod body;
mod metadata;
mod multipart;
mod source;
mod storage;

pub(crate) use metadata::{About, ending, likely};
#[cfg(not(target_family = "wasm"))]
pub(crate) use source::Reader;
pub(crate) use source::Stored;
pub use source::UploadSource;
pub(crate) use storage::Storage;

/// How many parts of a file are on their way at once, where it is not said.
const PARALLEL: usize = 4;

/// An upload that has not begun: it does nothing until it is awaited, and stops when it is dropped.
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
/// Files of more than 90 MiB, and readers of 10 MiB or more, go in parts of 10 MiB, a few at a time. A file on
/// disk is read piece by piece while it is sent and never held whole; a reader is held part by part, so that a part
/// can be sent again. Every step may be repeated as the [`RetryPolicy`] says: none of them costs anything.
///
/// The key is shown where the upload is announced; the bytes go to the address in the answer without it.
#[must_use = "an upload does nothing until it is awaited"]
pub struct Upload {
    client: Client,
    source: UploadSource,
    lifecycle: Option<Lifecycle>,
    listener: Option<OnProgress>,
    retry: Option<RetryPolicy>,
    deadline: Option<Duration>,
    parallel: usize,
}

/// A file in fal's storage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadedFile {
    /// Where it is: for a field of a request, or for anybody who may read it.
    pub url: String,
    /// Its content type, as given or guessed.
    pub content_type: String,
    /// Its name, as given or made up.
    pub file_name: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Client {
    /// An upload of bytes, a file or a reader to fal's storage; see [`UploadSource`].
    pub fn upload(&self, source: impl Into<UploadSource>) -> Upload {
        Upload {
            client: self.clone(),
            source: source.into(),
            lifecycle: None,
            listener: None,
            retry: None,
            deadline: None,
            parallel: PARALLEL,
        }
    }
}

impl Upload {
    /// The content type, instead of the one guessed from the name or the first bytes.
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.source.content_type = Some(content_type.into());
        self
    }

    /// The name, instead of the source's own. It may have any characters.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.source.name = Some(name.into());
        self
    }

    /// How long the file is kept and who may read it, instead of the account's settings.
    pub fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.lifecycle = Some(lifecycle);
        self
    }

    /// Calls a function whenever bytes have gone out. It runs while the upload waits and should return soon.
    pub fn on_progress(mut self, listener: impl FnMut(Progress) + Send + 'static) -> Self {
        self.listener = Some(OnProgress::new(listener));
        self
    }

    /// How often each step is repeated, instead of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// The time for everything, repetitions included. There is none unless it is set: a large file may take
    /// as long as it takes. A connection that is dead is found out by the system.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// How many parts of a large file are on their way at once, from 1 to 32; 4 by default. A reader takes as many
    /// times 10 MiB of memory.
    pub fn parallel(mut self, parts: usize) -> Self {
        self.parallel = parts.clamp(1, 32);
        self
    }

    async fn send(self) -> Result<UploadedFile, Error> {
        let until = self.deadline.and_then(|deadline| Instant::now().checked_add(deadline));
        let policy = self.retry.unwrap_or_else(|| self.client.inner().http.retry.clone());
        let lifecycle = self.lifecycle.map(|lifecycle| lifecycle.to_value()).transpose()?;
        let storage = Storage { client: self.client.inner(), policy: &policy, until, lifecycle: lifecycle.as_ref() };
        let meter = Meter::new(self.listener).into();
        let upload = multipart::upload(&storage, self.source, meter, self.parallel);
        let late = || Error::deadline("the deadline passed during the upload");
        deadline::with_deadline(until, pin!(upload)).await.unwrap_or_else(|| Err(late()))
    }
}

impl Storage<'_> {
    /// Uploads one file of several, without saying how it goes.
    pub(crate) async fn upload(&self, source: UploadSource) -> Result<UploadedFile, Error> {
        multipart::upload(self, source, Meter::new(None).into(), PARALLEL).await
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
