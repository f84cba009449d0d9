//! Downloads into memory, into a file or as a stream.

#[cfg(not(target_family = "wasm"))]
use std::path::PathBuf;
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::StreamExt;

use crate::{
    client::Client,
    error::Error,
    files::progress::{Progress, ProgressCallback, ProgressMeter},
    http::retry::RetryPolicy,
    rt::{
        clock::Instant,
        unfold::{Unfold, unfold},
    },
};

mod data_uri;
#[cfg(not(target_family = "wasm"))]
mod partial;
#[cfg(not(target_family = "wasm"))]
mod save;
mod transfer;

#[cfg(not(target_family = "wasm"))]
use partial::PartialFile;
#[cfg(not(target_family = "wasm"))]
pub(crate) use save::save;
use transfer::{Chunk, DownloadOptions, Transfer};

/// Download of a URL. It does nothing until a terminal method is called, and is aborted when dropped.
///
/// | terminal method | returns |
/// |---|---|
/// | [`.to_file(path).await`](Self::to_file) | a complete file, or none |
/// | [`.bytes().await`](Self::bytes) | the bytes in memory |
/// | [`.stream()`](Self::stream) | a stream of chunks |
///
/// ```no_run
/// # async fn example(client: fal_sdk::Client, response: serde_json::Value) -> Result<(), fal_sdk::Error> {
/// for media in fal_sdk::media(&response) {
///     let file = client.download(&media).to_file(media.suggested_file_name()).await?;
///     println!("{} bytes in {}", file.size, file.path.display());
/// }
/// # Ok(())
/// # }
/// ```
///
/// The API key is never sent. Redirects are followed, but never from https to http. An interrupted transfer resumes
/// where it stopped if the server confirms that the file is unchanged, and restarts otherwise, as often as the
/// [`RetryPolicy`] allows. Data URIs are decoded locally.
#[must_use = "a download does nothing until a terminal method is called"]
pub struct Download {
    client: Client,
    url: String,
    limit: Option<u64>,
    resume: bool,
    callback: Option<ProgressCallback>,
    retry: Option<RetryPolicy>,
    deadline: Option<Duration>,
}

/// Downloaded file.
#[cfg(not(target_family = "wasm"))]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadedFile {
    /// Path of the file.
    pub path: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// Content type sent by the server.
    pub content_type: Option<String>,
}

impl Client {
    /// Starts building a download of a URL: a string, a [`Media`](crate::Media) or an
    /// [`UploadedFile`](crate::UploadedFile).
    pub fn download(&self, url: impl AsRef<str>) -> Download {
        Download {
            client: self.clone(),
            url: url.as_ref().to_owned(),
            limit: None,
            resume: false,
            callback: None,
            retry: None,
            deadline: None,
        }
    }
}

impl Download {
    /// Sets the maximum size in bytes. By default files and streams have no limit, and [`bytes`](Self::bytes) has the
    /// client's result limit.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = Some(bytes);
        self
    }

    /// Sets whether an incomplete file is kept for a later download to resume. It is stored next to the target with the
    /// suffix `.part`, and its metadata with `.part.json`. A later download of the same URL requests only the rest,
    /// unless the file has changed on the server.
    ///
    /// Do not resume the same file in two downloads at once.
    pub fn resume(mut self, resume: bool) -> Self {
        self.resume = resume;
        self
    }

    /// Calls a function whenever bytes were received. The count restarts if the transfer restarts.
    pub fn on_progress(mut self, callback: impl FnMut(Progress) + Send + 'static) -> Self {
        self.callback = Some(ProgressCallback::new(callback));
        self
    }

    /// Sets how often an interrupted transfer is resumed, instead of the client's policy. An attempt that received 1
    /// MiB or more resets the count.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets a time limit for the whole download, including retries. There is none by default; a server that sends
    /// nothing for the client's `request_timeout` counts as disconnected.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Downloads into memory.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        let limit = self.client.inner().http.result_limit as u64;
        let mut transfer = self.limited(limit).transfer()?;
        let mut all = BytesMut::new();
        while let Some(chunk) = transfer.next().await? {
            match chunk {
                Chunk::Data(bytes) => all.extend_from_slice(&bytes),
                Chunk::Restart => all.clear(),
            }
        }
        Ok(all.freeze())
    }

    fn limited(mut self, limit: u64) -> Self {
        self.limit.get_or_insert(limit);
        self
    }

    /// Downloads into a file. It is created or replaced when the download is complete; its folder must exist.
    #[cfg(not(target_family = "wasm"))]
    pub async fn to_file(self, path: impl Into<PathBuf>) -> Result<DownloadedFile, Error> {
        let path = path.into();
        let (url, resume) = (self.url.clone(), self.resume);
        let mut transfer = self.transfer()?;
        let (mut partial, resume_point) = PartialFile::create(&path, &url, resume).await?;
        if let Some(resume_point) = resume_point {
            transfer.resume_from(resume_point);
        }
        while let Some(chunk) = transfer.next().await? {
            match chunk {
                Chunk::Data(bytes) => partial.write(&bytes).await?,
                Chunk::Restart => partial.restart(transfer.validator()).await?,
            }
        }
        partial.finish().await?;
        let (size, content_type) = transfer.into_metadata();
        tracing::debug!(target: crate::rt::TRACING_TARGET, size, "download completed");
        Ok(DownloadedFile { path, size, content_type })
    }

    /// Returns the chunks of the file as they arrive. A transfer that would have to restart is an error.
    pub fn stream(self) -> DownloadStream {
        DownloadStream(unfold(Some(self.transfer()), |rest| {
            Box::pin(async move {
                let next = match rest? {
                    Ok(transfer) => next_bytes(transfer).await,
                    Err(error) => Err(error),
                };
                match next {
                    Ok(next) => next.map(|(bytes, transfer)| (Ok(bytes), Some(Ok(transfer)))),
                    Err(error) => Some((Err(error), None)),
                }
            })
        }))
    }

    fn transfer(self) -> Result<Transfer, Error> {
        let options = DownloadOptions {
            policy: self.retry.unwrap_or_else(|| self.client.inner().http.retry.clone()),
            until: self.deadline.and_then(|deadline| Instant::now().checked_add(deadline)),
            limit: self.limit.unwrap_or(u64::MAX),
            meter: ProgressMeter::new(self.callback),
        };
        Transfer::new(self.client, &self.url, options)
    }
}

/// Returns the next bytes of a stream. Bytes that a stream has returned cannot be discarded for a restart.
async fn next_bytes(mut transfer: Transfer) -> Result<Option<(Bytes, Transfer)>, Error> {
    loop {
        let has_data = transfer.has_data();
        match transfer.next().await? {
            Some(Chunk::Data(bytes)) => return Ok(Some((bytes, transfer))),
            Some(Chunk::Restart) if has_data => return Err(transfer::changed_on_server()),
            Some(Chunk::Restart) => {}
            None => return Ok(None),
        }
    }
}

/// Stream of the chunks of a download; see [`Download::stream`]. Ends after an error.
#[must_use = "a stream does nothing until it is read"]
pub struct DownloadStream(Unfold<Option<Result<Transfer, Error>>, Result<Bytes, Error>>);

impl DownloadStream {
    /// Returns the next chunk, or `None` at the end. Cancel-safe.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        self.0.next().await
    }
}

impl Stream for DownloadStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(context)
    }
}

impl fmt::Debug for DownloadStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DownloadStream")
    }
}

/// Omits the URL, since it may contain an authorization or, as a data URI, the whole file.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("limit", &self.limit)
            .field("resume", &self.resume)
            .field("retry", &self.retry)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
