//! Models as the platform API describes them. Only the endpoint id is always present.

use std::{error::Error as StdError, fmt};

use serde_json::{Map, Value, value::RawValue};

use super::properties::{Properties, take};

/// A model endpoint.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Model {
    /// Endpoint id, e.g. `fal-ai/flux/dev`.
    pub endpoint_id: String,
    /// Name, category, description and other metadata.
    pub metadata: Option<Metadata>,
    /// OpenAPI document, if requested with [`with_openapi`](super::ModelQuery::with_openapi), or fal's error if it has
    /// none.
    pub openapi: Option<Result<Document, NoDocument>>,
    /// Properties that this version does not know.
    pub extra: Map<String, Value>,
}

/// Metadata of a model.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Metadata {
    /// Display name.
    pub display_name: Option<String>,
    /// Category, e.g. `text-to-image`.
    pub category: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Lifecycle status.
    pub status: Option<ModelStatus>,
    /// Search tags.
    pub tags: Vec<String>,
    /// Publication date as sent by fal.
    pub date: Option<String>,
    /// Date of the last update as sent by fal.
    pub updated_at: Option<String>,
    /// URL of a thumbnail image.
    pub thumbnail_url: Option<String>,
    /// URL that runs the model.
    pub model_url: Option<String>,
    /// URL of its license or source code.
    pub github_url: Option<String>,
    /// License type: `commercial`, `research` or `private`.
    pub license_type: Option<String>,
    /// Model family.
    pub group: Option<Group>,
    /// Kind: `inference` or `training`.
    pub kind: Option<String>,
    /// Endpoints that train this model.
    pub training_endpoint_ids: Vec<String>,
    /// Endpoints that run the models trained by this one.
    pub inference_endpoint_ids: Vec<String>,
    /// URL of its streaming endpoint.
    pub stream_url: Option<String>,
    /// Estimated duration in minutes.
    pub duration_estimate: Option<f64>,
    /// Whether fal highlights the model.
    pub highlighted: Option<bool>,
    /// Whether fal pins the model to the top of lists.
    pub pinned: Option<bool>,
    /// Whether the model is a favorite of the account.
    pub is_favorited: Option<bool>,
    /// Properties that this version does not know or could not decode.
    pub extra: Map<String, Value>,
}

/// Model family.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// Key of the family.
    pub key: String,
    /// Label of the model within the family.
    pub label: Option<String>,
}

/// Lifecycle status of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelStatus {
    /// In service.
    Active,
    /// Still in service; use another model instead.
    Deprecated,
    /// A status that this version does not know.
    Other(String),
}

impl ModelStatus {
    fn from_wire(status: &str) -> Self {
        match status {
            "active" => Self::Active,
            "deprecated" => Self::Deprecated,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Returns the status as fal sends it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "active",
            Self::Deprecated => "deprecated",
            Self::Other(status) => status,
        }
    }
}

impl From<ModelStatus> for String {
    fn from(status: ModelStatus) -> Self {
        match status {
            ModelStatus::Other(status) => status,
            known => known.as_str().to_owned(),
        }
    }
}

impl fmt::Display for ModelStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// OpenAPI document as sent by fal; key order is preserved.
#[derive(Clone, PartialEq, Eq)]
pub struct Document(Box<str>);

impl Document {
    /// Returns the JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses the document. Key order is lost.
    pub fn to_json(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} bytes)", self.0.len())
    }
}

/// fal's error for a model without an OpenAPI document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoDocument {
    /// Error code, e.g. `expansion_failed`.
    pub code: Option<String>,
    /// Error message.
    pub message: Option<String>,
}

impl fmt::Display for NoDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = self.message.as_deref().or(self.code.as_deref());
        write!(f, "fal has no OpenAPI document for the model: {}", reason.unwrap_or("no reason given"))
    }
}

impl StdError for NoDocument {}

impl Model {
    /// Decodes a model; `None` if it has no id.
    pub(super) fn from_json(item: &RawValue) -> Option<Self> {
        let mut properties: Properties = serde_json::from_str(item.get()).ok()?;
        Some(Self {
            endpoint_id: take(&mut properties, "endpoint_id")?,
            metadata: take(&mut properties, "metadata").map(Metadata::from_properties),
            openapi: properties.remove("openapi").and_then(|openapi| document(&openapi)),
            extra: remaining(properties),
        })
    }
}

impl Metadata {
    fn from_properties(mut properties: Properties) -> Self {
        let from = &mut properties;
        Self {
            display_name: take(from, "display_name"),
            category: take(from, "category"),
            description: take(from, "description"),
            status: take(from, "status").map(|status: String| ModelStatus::from_wire(&status)),
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
            extra: remaining(properties),
        }
    }
}

fn group(mut properties: Properties) -> Option<Group> {
    Some(Group { key: take(&mut properties, "key")?, label: take(&mut properties, "label") })
}

/// Decodes an OpenAPI document or the error object sent instead of it.
fn document(openapi: &RawValue) -> Option<Result<Document, NoDocument>> {
    let mut properties: Properties = serde_json::from_str(openapi.get()).ok()?;
    if properties.contains_key("paths") || !properties.contains_key("error") {
        return Some(Ok(Document(openapi.get().into())));
    }
    let mut error: Properties = take(&mut properties, "error").unwrap_or_default();
    Some(Err(NoDocument { code: take(&mut error, "code"), message: take(&mut error, "message") }))
}

/// Decodes the remaining properties, without nulls.
fn remaining(properties: Properties) -> Map<String, Value> {
    let values = properties.into_iter().filter_map(|(name, raw)| Some((name, serde_json::from_str(raw.get()).ok()?)));
    values.filter(|(_, value): &(String, Value)| !value.is_null()).collect()
}
