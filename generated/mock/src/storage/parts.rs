//! Uploads that have begun: what they will be, and the parts that have come.
//!
//! What is wrong with a part, or with the list of all, is refused as S3 does it, by the same codes. How requests
//! name an upload is up to `announced` and `direct`.

use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};
use serde_json::Value;

use super::{Storage, StoredFile, etag, refused};
use crate::response::Response;

/// What an upload will be.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The place of the file.
    pub(super) place: String,
    pub(super) name: String,
    pub(super) content_type: String,
    pub(super) lifecycle: Option<Value>,
    /// Whether it comes in one piece.
    pub(super) whole: bool,
    /// Whether its bytes may come with the key of the API.
    pub(super) keyed: bool,
}

impl Plan {
    /// Keeps the file; its URL.
    pub(super) fn keep(self, storage: &Storage, bytes: Bytes) -> String {
        storage.put(&self.place, StoredFile::new(&self.name, &self.content_type, bytes, self.lifecycle))
    }

    /// The same for parts that were put together, now or before.
    pub(super) fn finish(self, storage: &Storage, bytes: Option<Bytes>) -> String {
        match bytes {
            Some(bytes) => self.keep(storage, bytes),
            None => storage.url(&self.place),
        }
    }
}

/// An upload that has begun.
struct Upload {
    plan: Plan,
    parts: BTreeMap<u64, Part>,
    /// Whether its parts were put together, and are gone.
    done: bool,
}

struct Part {
    bytes: Bytes,
    etag: String,
}

/// Every upload that has begun, by its number.
#[derive(Default)]
pub(super) struct Uploads {
    begun: BTreeMap<u64, Upload>,
    last: u64,
    /// How many parts have come.
    parts: u64,
}

/// So many uploads are remembered, and parts of so many bytes; then the oldest are forgotten.
const MOST: usize = 1000;
const ROOM: usize = 1 << 30;
/// The least length of a part that others follow.
const LEAST: usize = 5 << 20;
/// The greatest number of a part.
const PARTS: u64 = 10_000;

impl Uploads {
    /// Begins an upload; its id.
    pub(super) fn begin(&mut self, plan: Plan) -> String {
        self.last += 1;
        self.begun.insert(self.last, Upload { plan, parts: BTreeMap::new(), done: false });
        if self.begun.len() > MOST {
            self.begun.pop_first();
        }
        self.last.to_string()
    }

    /// What an upload will be.
    pub(super) fn plan(&self, id: &str) -> Option<&Plan> {
        Some(&self.begun.get(&id.parse().ok()?)?.plan)
    }

    /// Takes a part; its number and its tag.
    pub(super) fn put(&mut self, id: &str, number: &str, bytes: Bytes) -> Result<(u64, String), Response> {
        let number = number.parse().ok().filter(|number| (1..=PARTS).contains(number)).ok_or_else(wrong_number)?;
        if bytes.is_empty() {
            return Err(refused(400, "EntityTooSmall", "A part has to have bytes."));
        }
        let id = id.parse().map_err(|_| unknown())?;
        self.make_room(id, bytes.len())?;
        let upload = self.begun.get_mut(&id).filter(|upload| !upload.plan.whole && !upload.done).ok_or_else(unknown)?;
        self.parts += 1;
        let etag = etag(self.parts);
        upload.parts.insert(number, Part { bytes, etag: etag.clone() });
        Ok((number, etag))
    }

    /// Forgets the oldest of the other uploads until there is room for a part.
    fn make_room(&mut self, id: u64, length: usize) -> Result<(), Response> {
        while self.taken() + length > ROOM {
            let oldest = self.begun.keys().copied().find(|other| *other != id);
            let oldest = oldest.ok_or_else(|| refused(400, "EntityTooLarge", "The upload is larger than 1 GiB."))?;
            self.begun.remove(&oldest);
        }
        Ok(())
    }

    fn taken(&self) -> usize {
        self.begun.values().flat_map(|upload| upload.parts.values()).map(|part| part.bytes.len()).sum()
    }

    /// Puts the listed parts of an upload together. Whoever missed the answer may ask again: there is nothing left to
    /// put together then.
    pub(super) fn complete(&mut self, id: &str, list: &[Listed]) -> Result<(Plan, Option<Bytes>), Response> {
        let upload = id.parse().ok().and_then(|id: u64| self.begun.get_mut(&id)).ok_or_else(unknown)?;
        if upload.done {
            return Ok((upload.plan.clone(), None));
        }
        let whole = upload.whole(list)?;
        upload.done = true;
        upload.parts.clear();
        Ok((upload.plan.clone(), Some(whole)))
    }
}

impl Upload {
    /// The bytes of the listed parts, one behind the other.
    fn whole(&self, list: &[Listed]) -> Result<Bytes, Response> {
        let mut whole = BytesMut::new();
        for (place, listed) in list.iter().enumerate() {
            let part = self.parts.get(&listed.number).filter(|part| unquoted(&part.etag) == unquoted(&listed.etag));
            let part = part.ok_or_else(|| {
                let message = format!("Part {} has not come, or its tag is another.", listed.number);
                refused(400, "InvalidPart", &message)
            })?;
            if part.bytes.len() < LEAST && place + 1 < list.len() {
                let message = format!("Part {} has less than 5 MiB and is not the last.", listed.number);
                return Err(refused(400, "EntityTooSmall", &message));
            }
            whole.extend_from_slice(&part.bytes);
        }
        Ok(whole.freeze())
    }
}

/// A part as the list of all names it.
pub(super) struct Listed {
    number: u64,
    etag: String,
}

/// The list of all parts. Only `sorted` lists may come in any order.
pub(super) fn listed(body: Option<&Value>, sorted: bool) -> Result<Vec<Listed>, Response> {
    let malformed = || refused(400, "InvalidRequest", "The body has no list `parts` of partNumber and etag.");
    let list = body.and_then(|body| body.get("parts")).and_then(Value::as_array).filter(|list| !list.is_empty());
    let read = |part: &Value| {
        // fal's own deployments write the number in the second way.
        let number = part.get("partNumber").or_else(|| part.get("part_number"))?.as_u64()?;
        Some(Listed { number, etag: part.get("etag")?.as_str()?.to_owned() })
    };
    let mut list: Vec<Listed> =
        list.ok_or_else(malformed)?.iter().map(read).collect::<Option<_>>().ok_or_else(malformed)?;
    if sorted {
        list.sort_by_key(|part| part.number);
    }
    if list.is_sorted_by(|one, next| one.number < next.number) {
        Ok(list)
    } else {
        Err(refused(400, "InvalidPartOrder", "The list of parts does not ascend."))
    }
}

fn unquoted(etag: &str) -> &str {
    etag.trim_matches('"')
}

fn wrong_number() -> Response {
    refused(400, "InvalidArgument", "The number of a part is a whole number from 1 to 10000.")
}

/// Nobody knows the upload.
pub(super) fn unknown() -> Response {
    refused(404, "NoSuchUpload", "There is no such upload, or it is of the other kind.")
}
