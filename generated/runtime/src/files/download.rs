//! Downloads: the bytes behind a URL, whole, piece by piece, or into a file.
//!
//! Here is what users write. How bytes are asked for, and asked for again where a connection broke, is in `transfer`;
//! files that are not whole yet are in `partial`.

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
    files::progress::{Meter, OnProgress, Progress},
    http::retry::RetryPolicy,
    rt::{
        clock::Instant,
        unfold::{Unfold, unfold},
    },
};

mod data_uri;
#[cfg(not(target_family = "wasm"))]
mod partial;
mod transfer;

#[cfg(not(target_family = "wasm"))]
use partial::Partial;
use transfer::{Piece, Terms, Transfer};

/// A download that has not begun. It does nothing until it is ended, and stops when it is dropped.
///
/// | end it with | and get |
/// |---|---|
/// | [`.to_file(path).await`](Self::to_file) | a file: whole, or not there |
/// | [`.bytes().await`](Self::bytes) | the bytes in memory |
/// | [`.stream()`](Self::stream) | the bytes piece by piece |
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
/// The key is sent along to no address. Redirects are followed, from https never to plain http. A transfer that
/// breaks off goes on where it stopped, if the server can say that the file is still the same one, and begins anew
/// otherwise; how often, the [`RetryPolicy`] says. Data URIs are decoded here.
#[must_use = "a download does nothing until it is ended"]
pub struct Download {
    client: Client,
    url: String,
    limit: Option<u64>,
    resume: bool,
    listener: Option<OnProgress>,
    retry: Option<RetryPolicy>,
    deadline: Option<Duration>,
}

/// A file that was downloaded.
#[cfg(not(target_family = "wasm"))]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DownloadedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// Its content type, as the server told it.
    pub content_type: Option<String>,
}

impl Client {
    /// A download of what is behind a URL: text, a [`Media`](crate::Media) or an
    /// [`UploadedFile`](crate::UploadedFile).
    pub fn download(&self, url: impl AsRef<str>) -> Download {
        Download {
            client: self.clone(),
            url: url.as_ref().to_owned(),
            limit: None,
            resume: false,
            listener: None,
            retry: None,
            deadline: None,
        }
    }
}

impl Download {
    /// The most bytes that are taken. There is no limit for files and streams unless it is set; for
    /// [`bytes`](Self::bytes) it is the client's limit of results.
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = Some(bytes);
        self
    }

    /// Whether a file that is not whole stays where the download ends early, for a later one to go on with. It stands
    /// beside the file with the ending `.part`, and what it is a part of in `.part.json`. A later download of the
    /// same URL asks for the rest only, unless the file has changed at the server.
    ///
    /// Two downloads at once must not resume the same file.
    pub fn resume(mut self, resume: bool) -> Self {
        self.resume = resume;
        self
    }

    /// Calls a function whenever bytes have come. Should the transfer have to begin anew, so does the count.
    pub fn on_progress(mut self, listener: impl FnMut(Progress) + Send + 'static) -> Self {
        self.listener = Some(OnProgress::new(listener));
        self
    }

    /// How often a transfer is taken up again, instead of the client's policy. What brought a MiB or more starts the
    /// count anew.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// The time for everything, repetitions included. There is none unless it is set; a server that sends nothing for
    /// as long as the client's `request_timeout` counts as gone.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// All bytes, in memory.
    pub async fn bytes(self) -> Result<Bytes, Error> {
        let limit = self.client.inner().http.result_limit as u64;
        let mut transfer = self.limited(limit).transfer()?;
        let mut all = BytesMut::new();
        while let Some(piece) = transfer.next().await? {
            match piece {
                Piece::Next(bytes) => all.extend_from_slice(&bytes),
                Piece::Anew => all.clear(),
            }
        }
        Ok(all.freeze())
    }

    fn limited(mut self, limit: u64) -> Self {
        self.limit.get_or_insert(limit);
        self
    }

    /// All bytes into a file, which is made or replaced once they are all there. Its folder must exist.
    #[cfg(not(target_family = "wasm"))]
    pub async fn to_file(self, path: impl Into<PathBuf>) -> Result<DownloadedFile, Error> {
        let path = path.into();
        let (url, resume) = (self.url.clone(), self.resume);
        let mut transfer = self.transfer()?;
        let (mut partial, begun) = Partial::beside(&path, &url, resume).await?;
        if let Some(begun) = begun {
            transfer.go_on_from(begun);
        }
        while let Some(piece) = transfer.next().await? {
            match piece {
                Piece::Next(bytes) => partial.write(&bytes).await?,
                Piece::Anew => partial.begin(transfer.identity()).await?,
            }
        }
        partial.finish().await?;
        let (size, content_type) = transfer.into_whole();
        tracing::debug!(target: crate::rt::TRACING_TARGET, size, "downloaded a file");
        Ok(DownloadedFile { path, size, content_type })
    }

    /// The bytes piece by piece, as they come. A transfer that could only begin anew is an error here.
    pub fn stream(self) -> DownloadStream {
        DownloadStream(unfold(Some(self.transfer()), |rest| {
            Box::pin(async move {
                let next = match rest? {
                    Ok(transfer) => step(transfer).await,
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
        let terms = Terms {
            policy: self.retry.unwrap_or_else(|| self.client.inner().http.retry.clone()),
            until: self.deadline.and_then(|deadline| Instant::now().checked_add(deadline)),
            limit: self.limit.unwrap_or(u64::MAX),
            meter: Meter::new(self.listener),
        };
        Transfer::of(self.client, &self.url, terms)
    }
}

/// The next bytes of a stream, and the transfer to go on with. What a stream has given, it cannot take back.
async fn step(mut transfer: Transfer) -> Result<Option<(Bytes, Transfer)>, Error> {
    loop {
        let begun = transfer.has_begun();
        match transfer.next().await? {
            Some(Piece::Next(bytes)) => return Ok(Some((bytes, transfer))),
            Some(Piece::Anew) if begun => return Err(transfer::not_the_same()),
            Some(Piece::Anew) => {}
            None => return Ok(None),
        }
    }
}

/// The bytes of a download as they come; see [`Download::stream`]. After an error there is nothing more.
#[must_use = "a stream does nothing until it is read"]
pub struct DownloadStream(Unfold<Option<Result<Transfer, Error>>, Result<Bytes, Error>>);

impl DownloadStream {
    /// The next bytes; `None` at the end. It may be dropped and called again without losing anything.
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

/// The URL may be a permission, and a data URI is the file itself; neither is shown.
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
