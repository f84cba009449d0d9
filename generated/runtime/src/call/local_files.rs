//! Upload of the local files of a request. Each distinct content is uploaded once.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    call::options::CallOptions,
    client::Client,
    error::Error,
    files::{file_input::LocalFile, lifecycle, upload::Storage},
    json::codec::DeferredUpload,
    rt::{future::Boxed, join::try_join_bounded},
};

mod dedup;

use dedup::is_same;

/// Maximum number of concurrent uploads per request.
const MAX_CONCURRENT_UPLOADS: usize = 4;

/// Payload with placeholders for the URLs of local files.
pub(crate) struct PendingFiles {
    json: Value,
    /// The files, and the JSON pointers of their placeholders.
    files: Vec<(Arc<LocalFile>, String)>,
}

/// One distinct content and the JSON pointers that its URL is inserted at.
struct FileDedup {
    file: Arc<LocalFile>,
    length: u64,
    pointers: Vec<String>,
}

impl PendingFiles {
    /// Returns the payload alone if it contains no files. A file whose placeholder was overwritten with `extra` is
    /// dropped.
    pub(crate) fn new(json: Value, uploads: Vec<DeferredUpload>) -> Result<Self, Value> {
        let mut files = Vec::new();
        for DeferredUpload { file, placeholder, violation } in uploads {
            let pointer = violation.pointer();
            if json.pointer(&pointer) == Some(&placeholder) {
                files.extend(file.downcast().ok().map(|file| (file, pointer)));
            }
        }
        if files.is_empty() { Err(json) } else { Ok(Self { json, files }) }
    }

    pub(crate) fn count(&self) -> usize {
        self.files.len()
    }

    /// Uploads the files with the call's lifecycle and returns the payload with their URLs.
    pub(crate) async fn upload(&self, client: &Client, options: &CallOptions) -> Result<Value, Error> {
        let storage = Storage {
            client: client.inner(),
            policy: options.retry.as_ref().unwrap_or(&client.inner().http.retry),
            until: None,
            lifecycle: options.headers.get(lifecycle::HEADER),
        };
        let distinct = self.distinct().await?;
        tracing::debug!(
            target: crate::rt::TRACING_TARGET,
            files = self.files.len(),
            distinct = distinct.len(),
            "uploading files of a request"
        );
        let mut uploads: Vec<Boxed<'_, Result<String, Error>>> = Vec::new();
        for distinct in &distinct {
            uploads.push(Box::pin(upload(&storage, distinct)));
        }
        let urls = try_join_bounded(MAX_CONCURRENT_UPLOADS, uploads).await?;
        let mut json = self.json.clone();
        for (distinct, url) in distinct.iter().zip(urls) {
            for pointer in &distinct.pointers {
                if let Some(value) = json.pointer_mut(pointer) {
                    *value = Value::String(url.clone());
                }
            }
        }
        Ok(json)
    }

    /// Returns the payload with the files embedded as data URIs.
    pub(crate) async fn inlined(&self) -> Result<Value, Error> {
        let mut json = self.json.clone();
        for (file, pointer) in &self.files {
            let uri = file.data_uri().await.map_err(|error| error.with_context(pointer))?;
            if let Some(value) = json.pointer_mut(pointer) {
                *value = Value::String(uri);
            }
        }
        Ok(json)
    }

    /// Groups files of equal content. A missing file is reported before anything is uploaded.
    async fn distinct(&self) -> Result<Vec<FileDedup>, Error> {
        let mut all: Vec<FileDedup> = Vec::new();
        'files: for (file, pointer) in &self.files {
            let length = file.stored.length().await.map_err(|error| error.with_context(pointer))?;
            for known in all.iter_mut().filter(|known| known.length == length) {
                if is_same(&known.file, file).await.map_err(|error| error.with_context(pointer))? {
                    known.pointers.push(pointer.clone());
                    continue 'files;
                }
            }
            all.push(FileDedup { file: Arc::clone(file), length, pointers: vec![pointer.clone()] });
        }
        Ok(all)
    }
}

async fn upload(storage: &Storage<'_>, distinct: &FileDedup) -> Result<String, Error> {
    let uploaded = storage.upload(distinct.file.source()).await;
    Ok(uploaded.map_err(|error| error.with_context(&distinct.pointers.join(", ")))?.url)
}
