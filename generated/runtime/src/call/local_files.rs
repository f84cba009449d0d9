//! The files of a request that have no URL yet: each content is uploaded once, however often it is there.
//!
//! How an upload goes is up to `upload`; where the files stand, the walk over the payload has told (`wire`).

use std::sync::Arc;

use serde_json::Value;

use crate::{
    call::{lifecycle, options::Options},
    client::Client,
    error::Error,
    files::{file_input::Local, upload::Storage},
    json::codec::LocalFile,
    rt::{future::Boxed, join::at_most},
};

mod dedup;

use dedup::is_same;

/// How many files of a request are uploaded at once.
const PARALLEL: usize = 4;

/// A payload in which URLs of files are missing.
pub(crate) struct Unsent {
    json: Value,
    files: Vec<LocalFile>,
}

/// One content and the places where its URL goes.
struct Distinct {
    file: Arc<Local>,
    length: u64,
    places: Vec<String>,
}

impl Unsent {
    /// The payload with its files, or alone if there are none. A member that was set by hand may have taken the
    /// place of a file; that file is not sent then.
    pub(crate) fn of(json: Value, mut files: Vec<LocalFile>) -> Result<Self, Value> {
        files.retain(|file| json.pointer(&file.fault.pointer()) == Some(&file.stand_in));
        if files.is_empty() { Err(json) } else { Ok(Self { json, files }) }
    }

    pub(crate) fn count(&self) -> usize {
        self.files.len()
    }

    /// Uploads the files; the payload with their URLs. The call's lifecycle is theirs.
    pub(crate) async fn upload(&self, client: &Client, options: &Options) -> Result<Value, Error> {
        let storage = Storage {
            client: client.inner(),
            policy: options.retry.as_ref().unwrap_or(&client.inner().retry),
            until: None,
            lifecycle: options.headers.get(lifecycle::HEADER),
        };
        let distinct = self.distinct().await?;
        tracing::debug!(files = self.files.len(), distinct = distinct.len(), "uploading the files of a request");
        let mut uploads: Vec<Boxed<'_, Result<String, Error>>> = Vec::new();
        for distinct in &distinct {
            uploads.push(Box::pin(url(&storage, distinct)));
        }
        let urls = at_most(PARALLEL, uploads).await?;
        let mut json = self.json.clone();
        for (distinct, url) in distinct.iter().zip(urls) {
            for place in &distinct.places {
                if let Some(member) = json.pointer_mut(place) {
                    *member = Value::String(url.clone());
                }
            }
        }
        Ok(json)
    }

    /// The payload with its files inside, as data URIs.
    pub(crate) async fn inlined(&self) -> Result<Value, Error> {
        let mut json = self.json.clone();
        for LocalFile { file, fault, .. } in &self.files {
            let place = fault.pointer();
            let uri = file.data_uri().await.map_err(|error| error.during(&place))?;
            if let Some(member) = json.pointer_mut(&place) {
                *member = Value::String(uri);
            }
        }
        Ok(json)
    }

    /// The contents, each once. A path without a file is found out before anything is uploaded.
    async fn distinct(&self) -> Result<Vec<Distinct>, Error> {
        let mut all: Vec<Distinct> = Vec::new();
        'files: for LocalFile { file, fault, .. } in &self.files {
            let place = fault.pointer();
            let length = file.stored.length().await.map_err(|error| error.during(&place))?;
            for known in all.iter_mut().filter(|known| known.length == length) {
                if is_same(&known.file, file).await.map_err(|error| error.during(&place))? {
                    known.places.push(place);
                    continue 'files;
                }
            }
            all.push(Distinct { file: Arc::clone(file), length, places: vec![place] });
        }
        Ok(all)
    }
}

async fn url(storage: &Storage<'_>, distinct: &Distinct) -> Result<String, Error> {
    let uploaded = storage.upload(distinct.file.source()).await;
    Ok(uploaded.map_err(|error| error.during(&distinct.places.join(", ")))?.url)
}
