//! Uploads in progress: the target file and the received parts.
//!
//! Invalid parts and part lists are rejected with S3's error codes. `initiated_upload` and `direct_upload` map requests
//! to uploads.

use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};
use serde_json::Value;

use super::{FileStorage, StoredFile, etag, storage_error};
use crate::response::Response;

/// The file that an upload creates.
#[derive(Clone, Debug)]
pub(super) struct UploadTarget {
    /// The path of the file in the store.
    pub(super) path: String,
    pub(super) name: String,
    pub(super) content_type: String,
    pub(super) lifecycle: Option<Value>,
    /// Uploaded in a single request instead of in parts.
    pub(super) single_part: bool,
    /// Whether the upload requests may carry the API key.
    pub(super) allows_api_key: bool,
}

impl UploadTarget {
    /// Stores the file and returns its URL.
    pub(super) fn store(self, storage: &FileStorage, bytes: Bytes) -> String {
        storage.put(&self.path, StoredFile::new(&self.name, &self.content_type, bytes, self.lifecycle))
    }

    /// Stores the assembled parts, if they are not stored yet, and returns the URL of the file.
    pub(super) fn finish(self, storage: &FileStorage, bytes: Option<Bytes>) -> String {
        match bytes {
            Some(bytes) => self.store(storage, bytes),
            None => storage.url(&self.path),
        }
    }
}

struct MultipartUpload {
    target: UploadTarget,
    parts: BTreeMap<u64, ReceivedPart>,
    /// Whether the parts were assembled; they are dropped then.
    completed: bool,
}

struct ReceivedPart {
    bytes: Bytes,
    etag: String,
}

/// All uploads, by number.
#[derive(Default)]
pub(super) struct Uploads {
    by_number: BTreeMap<u64, MultipartUpload>,
    last: u64,
    /// Number of parts received so far, for their ETags.
    part_count: u64,
}

/// Maximum number of uploads; the oldest are dropped.
const MAX_UPLOADS: usize = 1000;
/// Maximum total size of parts: 1 GiB.
const MAX_BYTES: usize = 1 << 30;
/// Minimum size of every part but the last: 5 MiB.
const MIN_PART: usize = 5 << 20;
const MAX_PART_NUMBER: u64 = 10_000;

impl Uploads {
    /// Starts an upload and returns its id.
    pub(super) fn start(&mut self, target: UploadTarget) -> String {
        self.last += 1;
        self.by_number.insert(self.last, MultipartUpload { target, parts: BTreeMap::new(), completed: false });
        if self.by_number.len() > MAX_UPLOADS {
            self.by_number.pop_first();
        }
        self.last.to_string()
    }

    /// Returns the target of an upload.
    pub(super) fn target(&self, id: &str) -> Option<&UploadTarget> {
        Some(&self.by_number.get(&id.parse().ok()?)?.target)
    }

    /// Adds a part and returns its number and ETag.
    pub(super) fn put(&mut self, id: &str, number: &str, bytes: Bytes) -> Result<(u64, String), Response> {
        let number = number.parse().ok().filter(|number| (1..=MAX_PART_NUMBER).contains(number));
        let number = number.ok_or_else(invalid_part_number)?;
        if bytes.is_empty() {
            return Err(storage_error(400, "EntityTooSmall", "The part is empty."));
        }
        let id = id.parse().map_err(|_| unknown_upload())?;
        self.make_room(id, bytes.len())?;
        let upload = self.by_number.get_mut(&id).filter(|upload| !upload.target.single_part && !upload.completed);
        let upload = upload.ok_or_else(unknown_upload)?;
        self.part_count += 1;
        let etag = etag(self.part_count);
        upload.parts.insert(number, ReceivedPart { bytes, etag: etag.clone() });
        Ok((number, etag))
    }

    /// Drops the oldest other uploads until a part of `length` bytes fits.
    fn make_room(&mut self, id: u64, length: usize) -> Result<(), Response> {
        while self.total_size() + length > MAX_BYTES {
            let oldest = self.by_number.keys().copied().find(|other| *other != id);
            let oldest =
                oldest.ok_or_else(|| storage_error(400, "EntityTooLarge", "The upload is larger than 1 GiB."))?;
            self.by_number.remove(&oldest);
        }
        Ok(())
    }

    fn total_size(&self) -> usize {
        self.by_number.values().flat_map(|upload| upload.parts.values()).map(|part| part.bytes.len()).sum()
    }

    /// Assembles the listed parts of an upload. Returns no bytes if the upload is completed already, so that a client
    /// that missed the response can repeat the request.
    pub(super) fn complete(&mut self, id: &str, list: &[PartRef]) -> Result<(UploadTarget, Option<Bytes>), Response> {
        let upload = id.parse().ok().and_then(|id: u64| self.by_number.get_mut(&id)).ok_or_else(unknown_upload)?;
        if upload.completed {
            return Ok((upload.target.clone(), None));
        }
        let file = upload.assemble(list)?;
        upload.completed = true;
        upload.parts.clear();
        Ok((upload.target.clone(), Some(file)))
    }
}

impl MultipartUpload {
    /// Concatenates the listed parts.
    fn assemble(&self, list: &[PartRef]) -> Result<Bytes, Response> {
        let mut file = BytesMut::new();
        for (index, listed) in list.iter().enumerate() {
            let part = self.parts.get(&listed.number).filter(|part| unquote(&part.etag) == unquote(&listed.etag));
            let part = part.ok_or_else(|| {
                let message = format!("Part {} was not uploaded or its ETag does not match.", listed.number);
                storage_error(400, "InvalidPart", &message)
            })?;
            if part.bytes.len() < MIN_PART && index + 1 < list.len() {
                let message = format!("Part {} is smaller than 5 MiB and not the last one.", listed.number);
                return Err(storage_error(400, "EntityTooSmall", &message));
            }
            file.extend_from_slice(&part.bytes);
        }
        Ok(file.freeze())
    }
}

/// A part in the part list of a completed upload.
pub(super) struct PartRef {
    number: u64,
    etag: String,
}

/// Parses the part list of a completed upload. With `sort`, the parts may be listed in any order.
pub(super) fn parse_part_list(body: Option<&Value>, sort: bool) -> Result<Vec<PartRef>, Response> {
    let malformed = || storage_error(400, "InvalidRequest", "The body has no `parts` array of partNumber and etag.");
    let list = body.and_then(|body| body.get("parts")).and_then(Value::as_array).filter(|list| !list.is_empty());
    let parse = |part: &Value| {
        // fal's deployments accept both spellings.
        let number = part.get("partNumber").or_else(|| part.get("part_number"))?.as_u64()?;
        Some(PartRef { number, etag: part.get("etag")?.as_str()?.to_owned() })
    };
    let list = list.and_then(|list| list.iter().map(parse).collect::<Option<Vec<PartRef>>>());
    let mut list = list.ok_or_else(malformed)?;
    if sort {
        list.sort_by_key(|part| part.number);
    }
    if list.is_sorted_by(|one, next| one.number < next.number) {
        Ok(list)
    } else {
        Err(storage_error(400, "InvalidPartOrder", "The part numbers are not in ascending order."))
    }
}

fn unquote(etag: &str) -> &str {
    etag.trim_matches('"')
}

fn invalid_part_number() -> Response {
    storage_error(400, "InvalidArgument", "The part number must be an integer from 1 to 10000.")
}

/// The error for an unknown upload, or one started with the other protocol.
pub(super) fn unknown_upload() -> Response {
    storage_error(404, "NoSuchUpload", "The upload does not exist.")
}
