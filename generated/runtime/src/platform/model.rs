//! What fal tells of a model. Only the id is sure to be there.

use std::{error::Error as StdError, fmt};

use serde_json::{Map, Value, value::RawValue};

use super::{Members, take};

/// A model.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Model {
    /// The id of its endpoint, e.g. `fal-ai/flux/dev`.
    pub endpoint_id: String,
    /// What people are told of it.
    pub metadata: Option<Metadata>,
    /// What it takes and gives, where that was asked for
    /// ([`with_openapi`](super::ModelQuery::with_openapi)); fal cannot always say.
    pub openapi: Option<Result<Document, NoDocument>>,
    /// What this version does not know.
    pub extra: Map<String, Value>,
}

/// What people are told of a model.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Metadata {
    /// Its name.
    pub display_name: Option<String>,
    /// Its kind, e.g. `text-to-image`.
    pub category: Option<String>,
    /// What it does.
    pub description: Option<String>,
    /// Whether it is to be used.
    pub status: Option<ModelStatus>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// When it was published, as fal wrote it.
    pub date: Option<String>,
    /// When it was changed last, as fal wrote it.
    pub updated_at: Option<String>,
    /// A picture.
    pub thumbnail_url: Option<String>,
    /// Where it is run.
    pub model_url: Option<String>,
    /// Where its licence or source is.
    pub github_url: Option<String>,
    /// What it may be used for: `commercial`, `research`, `private`.
    pub license_type: Option<String>,
    /// The family that it belongs to.
    pub group: Option<Group>,
    /// What it is there for: `inference`, `training`.
    pub kind: Option<String>,
    /// The endpoints that train it.
    pub training_endpoint_ids: Vec<String>,
    /// The endpoints that run what it trained.
    pub inference_endpoint_ids: Vec<String>,
    /// Where it is run as a stream.
    pub stream_url: Option<String>,
    /// About how many minutes it takes.
    pub duration_estimate: Option<f64>,
    /// Whether fal points it out.
    pub highlighted: Option<bool>,
    /// Whether fal puts it first.
    pub pinned: Option<bool>,
    /// Whether the account has it among its favourites.
    pub is_favorited: Option<bool>,
    /// What this version does not know, or knows as something else.
    pub extra: Map<String, Value>,
}

/// A family of models.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// Its name among families.
    pub key: String,
    /// What sets the model apart within it.
    pub label: Option<String>,
}

/// Whether a model is to be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelStatus {
    /// It is.
    Active,
    /// It still works, but another one should be used.
    Deprecated,
    /// A word that this version does not know.
    Other(String),
}

impl ModelStatus {
    fn of(word: &str) -> Self {
        match word {
            "active" => Self::Active,
            "deprecated" => Self::Deprecated,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The word on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "active",
            Self::Deprecated => "deprecated",
            Self::Other(word) => word,
        }
    }
}

impl From<ModelStatus> for String {
    fn from(status: ModelStatus) -> Self {
        match status {
            ModelStatus::Other(word) => word,
            known => known.as_str().to_owned(),
        }
    }
}

impl fmt::Display for ModelStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An OpenAPI document, as fal wrote it: the order of its keys is the order of the fields.
#[derive(Clone, PartialEq, Eq)]
pub struct Document(Box<str>);

impl Document {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The JSON, in which the order of keys is lost.
    pub fn to_json(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} bytes)", self.0.len())
    }
}

/// Why there is no document, in fal's words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoDocument {
    /// The word for programs, e.g. `expansion_failed`.
    pub code: Option<String>,
    /// The reason.
    pub message: Option<String>,
}

impl fmt::Display for NoDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.message.as_deref().or(self.code.as_deref());
        write!(f, "fal has no OpenAPI document of the model: {}", told.unwrap_or("it does not say why"))
    }
}

impl StdError for NoDocument {}

impl Model {
    /// Reads a model; `None` where it has no id.
    pub(super) fn read(item: &RawValue) -> Option<Self> {
        let mut members: Members = serde_json::from_str(item.get()).ok()?;
        Some(Self {
            endpoint_id: take(&mut members, "endpoint_id")?,
            metadata: take(&mut members, "metadata").map(Metadata::read),
            openapi: members.remove("openapi").and_then(|openapi| document(&openapi)),
            extra: rest(members),
        })
    }
}

impl Metadata {
    fn read(mut members: Members) -> Self {
        let from = &mut members;
        Self {
            display_name: take(from, "display_name"),
            category: take(from, "category"),
            description: take(from, "description"),
            status: take(from, "status").map(|word: String| ModelStatus::of(&word)),
            tags: take(from, "tags").unwrap_or_default(),
            date: take(from, "date"),
            updated_at: take(from, "updated_at"),
            thumbnail_url: take(from, "thumbnail_url"),
            model_url: take(from, "model_url"),
            github_url: take(from, "github_url"),
            license_type: take(from, "license_type"),
            group: take(from, "group").and_then(group),
            kind: take(from, "kind"),
            training_endpoint_ids: take(from, "training_endpoint_ids").unwrap_or_default(),
            inference_endpoint_ids: take(from, "inference_endpoint_ids").unwrap_or_default(),
            stream_url: take(from, "stream_url"),
            duration_estimate: take(from, "duration_estimate"),
            highlighted: take(from, "highlighted"),
            pinned: take(from, "pinned"),
            is_favorited: take(from, "is_favorited"),
            extra: rest(members),
        }
    }
}

fn group(mut members: Members) -> Option<Group> {
    Some(Group { key: take(&mut members, "key")?, label: take(&mut members, "label") })
}

/// A document, or the error that stands in its place.
fn document(openapi: &RawValue) -> Option<Result<Document, NoDocument>> {
    let mut members: Members = serde_json::from_str(openapi.get()).ok()?;
    if members.contains_key("paths") || !members.contains_key("error") {
        return Some(Ok(Document(openapi.get().into())));
    }
    let mut error: Members = take(&mut members, "error").unwrap_or_default();
    Some(Err(NoDocument { code: take(&mut error, "code"), message: take(&mut error, "message") }))
}

/// What is left, nulls apart.
fn rest(members: Members) -> Map<String, Value> {
    let values = members.into_iter().filter_map(|(name, raw)| Some((name, serde_json::from_str(raw.get()).ok()?)));
    values.filter(|(_, value): &(String, Value)| !value.is_null()).collect()
}
