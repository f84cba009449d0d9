//! Conversion between typed values and JSON that collects every violation in one pass.
//!
//! Generated types implement [`JsonCodec`] through the macros of `object`, `enums` and `union` instead of deriving
//! serde's traits: that compiles several times faster and reports all violations of a payload, each with its path.
//! `Serialize` and `Deserialize` are implemented in terms of `JsonCodec`.

use std::{any::Any, borrow::Cow, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::{Map, Value};

mod equality;
mod values;

pub(crate) use equality::{canonical, is_same};
pub(crate) use values::integer;

use crate::json::violation::{Step, Violation};

/// A type with a JSON representation.
pub trait JsonCodec: Sized {
    /// Converts the value to JSON. Values that JSON cannot represent (`NaN`, infinities) are reported to `context`.
    fn encode(&self, context: &mut Context) -> Value;

    /// Converts JSON to a value. Returns `None` after reporting at least one violation to `context`.
    fn decode(value: &Value, context: &mut Context) -> Option<Self>;
}

/// State of one encoding or decoding pass: the current path, and the violations and files found so far.
#[derive(Debug, Default)]
pub struct Context {
    path: Vec<Step>,
    violations: Vec<Violation>,
    uploads: Vec<DeferredUpload>,
}

/// A file in a payload that has no URL until it is uploaded.
#[derive(Debug)]
pub(crate) struct DeferredUpload {
    /// The file, of a type that only the layer of files knows.
    pub(crate) file: Arc<dyn Any + Send + Sync>,
    /// Placeholder in the encoded payload, unique among its files.
    pub(crate) placeholder: Value,
    /// Path of the placeholder, and the error to report if the payload is used without an upload.
    pub(crate) violation: Violation,
}

impl Context {
    /// Descends into the property `name`; [`pop`](Self::pop) ascends again.
    ///
    /// `push` and `pop` are separate calls because a closure would be compiled once per generated field.
    pub fn push(&mut self, name: &'static str) {
        self.path.push(Step::Name(Cow::Borrowed(name)));
    }

    pub(crate) fn push_key(&mut self, key: &str) {
        self.path.push(Step::Name(Cow::Owned(key.to_owned())));
    }

    pub(crate) fn push_index(&mut self, index: usize) {
        self.path.push(Step::Index(index as u64));
    }

    /// Ascends from the property or item that was entered last.
    pub fn pop(&mut self) {
        self.path.pop();
    }

    /// Reports a violation at the current path.
    #[cold]
    pub fn report(&mut self, issue: Issue, input: Option<&Value>) {
        self.violations.push(issue.at(self.loc(), input.cloned()));
    }

    /// Reports that the value at the current path has the wrong JSON type.
    #[cold]
    pub fn report_type(&mut self, r#type: &'static str, expected: &str, input: &Value) {
        self.report(Issue::new(r#type, format!("Input should be {expected}")), Some(input));
    }

    /// Records that the value at the current path is the URL of a file that is uploaded later, and returns the
    /// placeholder to encode until then.
    pub(crate) fn defer_upload(&mut self, file: Arc<dyn Any + Send + Sync>) -> Value {
        let placeholder = Value::String(format!("\0file {}", self.uploads.len()));
        let reason = "the file has no URL yet: it is uploaded when the call is sent, or by `Client::upload`";
        let violation = Issue::new("file_not_uploaded", reason).at(self.loc(), None);
        self.uploads.push(DeferredUpload { file, placeholder: placeholder.clone(), violation });
        placeholder
    }

    fn loc(&self) -> Vec<Step> {
        let mut loc = Vec::with_capacity(self.path.len() + 1);
        loc.push(Step::Name(Cow::Borrowed("body")));
        loc.extend(self.path.iter().cloned());
        loc
    }

    /// Returns the number of violations reported so far.
    pub fn violation_count(&self) -> usize {
        self.violations.len()
    }

    /// Returns the violations reported after the first `count`.
    pub fn violations_since(&self, count: usize) -> &[Violation] {
        self.violations.get(count..).unwrap_or_default()
    }

    /// Returns the depth of the current path; the payload itself has depth 0.
    pub fn depth(&self) -> usize {
        self.path.len()
    }

    /// Discards the violations reported after the first `count`, for a union variant that did not match.
    pub fn truncate(&mut self, count: usize) {
        self.violations.truncate(count);
    }
}

/// A violation without its path.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// See [`Violation::type`](Violation#structfield.type).
    pub r#type: &'static str,
    /// See [`Violation::msg`].
    pub msg: String,
    /// See [`Violation::ctx`].
    pub ctx: Map<String, Value>,
    /// See [`Violation::provenance`].
    pub provenance: Option<String>,
}

impl Issue {
    /// Creates an issue without a limit.
    pub fn new(r#type: &'static str, msg: impl Into<String>) -> Self {
        Self { r#type, msg: msg.into(), ctx: Map::new(), provenance: None }
    }

    /// Sets the limit that was exceeded and the provenance of that limit.
    #[must_use]
    pub fn limit(mut self, name: &str, limit: impl Into<Value>, provenance: Option<String>) -> Self {
        self.ctx.insert(name.to_owned(), limit.into());
        self.provenance = provenance;
        self
    }

    /// Converts the issue into a violation of `input` at `loc`.
    pub fn at(self, loc: Vec<Step>, input: Option<Value>) -> Violation {
        let Self { r#type, msg, ctx, provenance } = self;
        Violation { loc, msg, r#type: Cow::Borrowed(r#type), ctx, input, provenance }
    }
}

/// Encodes a value, or returns every reason why it has no JSON representation. A file without a URL is one.
pub fn to_json<T: JsonCodec>(value: &T) -> Result<Value, Vec<Violation>> {
    let (json, uploads) = to_json_and_uploads(value)?;
    if uploads.is_empty() { Ok(json) } else { Err(uploads.into_iter().map(|upload| upload.violation).collect()) }
}

/// Encodes a value and returns the files whose URLs are still missing in the JSON.
pub(crate) fn to_json_and_uploads<T: JsonCodec>(value: &T) -> Result<(Value, Vec<DeferredUpload>), Vec<Violation>> {
    let mut context = Context::default();
    let json = value.encode(&mut context);
    if context.violations.is_empty() { Ok((json, context.uploads)) } else { Err(context.violations) }
}

/// Decodes a value, or returns every violation.
pub fn from_json<T: JsonCodec>(json: &Value) -> Result<T, Vec<Violation>> {
    let mut context = Context::default();
    match T::decode(json, &mut context) {
        Some(value) if context.violations.is_empty() => Ok(value),
        _ => Err(context.violations),
    }
}

/// Returns every violation of `json` as a `T`; empty if it is valid.
pub fn violations<T: JsonCodec>(json: &Value) -> Vec<Violation> {
    from_json::<T>(json).err().unwrap_or_default()
}

/// Implements `Serialize::serialize` for a generated type.
pub fn serialize<T: JsonCodec, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    to_json(value).map_err(|violations| ser::Error::custom(join(&violations)))?.serialize(serializer)
}

/// Implements `Deserialize::deserialize` for a generated type.
pub fn deserialize<'de, T: JsonCodec, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    from_json(&Value::deserialize(deserializer)?).map_err(|violations| de::Error::custom(join(&violations)))
}

/// Returns all violations in one line.
fn join(violations: &[Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
