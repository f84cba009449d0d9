//! How typed values become JSON and come back, every fault told at once.
//!
//! Generated types do not derive serde's traits: they implement [`JsonCodec`] through the macros of
//! `record` and `set`, which is several times cheaper to compile and lets one pass over a payload
//! collect all its faults with their places. `Serialize` and `Deserialize` are thin coats over it.
//! Plain values are in `values`, limits in `checked`.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::{Map, Value};

mod values;

use crate::{
    files::file_input::LocalFile as Local,
    json::violation::{Step, Violation},
};

/// A value with a form on the wire.
pub trait JsonCodec: Sized {
    /// The JSON form. What JSON cannot carry (`NaN`, infinities) is told to `at`.
    fn encode(&self, at: &mut Context) -> Value;

    /// The value of a JSON form, or `None` after at least one fault was told to `at`.
    fn decode(value: &Value, at: &mut Context) -> Option<Self>;
}

/// A context over a payload: where it is now, and the faults and files found so far.
#[derive(Debug, Default)]
pub struct Context {
    steps: Vec<Step>,
    violations: Vec<Violation>,
    files: Vec<LocalFile>,
}

/// A file of a payload that has no URL before it is uploaded.
#[derive(Debug)]
pub(crate) struct LocalFile {
    pub(crate) file: Arc<Local>,
    /// What stands in the payload until then.
    pub(crate) stand_in: Value,
    /// Where that is, and what to say if the payload is asked for without a call that could upload the file.
    pub(crate) fault: Violation,
}

impl Context {
    /// Goes down to the member of a name; [`leave`](Self::leave) comes back.
    ///
    /// A pair of calls and not a closure: they are in the innermost code of every generated type, and
    /// closures would be compiled anew for each.
    pub fn enter(&mut self, name: &'static str) {
        self.steps.push(Step::Name(Cow::Borrowed(name)));
    }

    /// Goes down to the member of a key that is no field.
    fn enter_key(&mut self, key: &str) {
        self.steps.push(Step::Name(Cow::Owned(key.to_owned())));
    }

    /// Goes down to the item at an index.
    fn enter_item(&mut self, index: usize) {
        self.steps.push(Step::Index(index as u64));
    }

    /// Comes back from the last member or item.
    pub fn leave(&mut self) {
        self.steps.pop();
    }

    /// Tells a fault of the value here.
    #[cold]
    pub fn refuse(&mut self, fault: Issue, input: Option<&Value>) {
        self.violations.push(fault.at(self.loc(), input.cloned()));
    }

    /// Tells that the value here will be the URL of a file, and gets what stands there until then: text that no
    /// two files share.
    pub(crate) fn upload(&mut self, file: &Arc<Local>) -> Value {
        let stand_in = Value::String(format!("\0file {}", self.files.len()));
        let why = "the file has no URL yet: it is uploaded when the call is made, or by `Client::upload`";
        let fault = Issue::new("file_not_uploaded", why).at(self.loc(), None);
        self.files.push(LocalFile { file: Arc::clone(file), stand_in: stand_in.clone(), fault });
        stand_in
    }

    fn loc(&self) -> Vec<Step> {
        let mut loc = Vec::with_capacity(self.steps.len() + 1);
        loc.push(Step::Name(Cow::Borrowed("body")));
        loc.extend(self.steps.iter().cloned());
        loc
    }

    /// Tells that the value here is of the wrong JSON type.
    #[cold]
    pub fn mistyped(&mut self, r#type: &'static str, expected: &str, input: &Value) {
        self.refuse(Issue::new(r#type, format!("Input should be {expected}")), Some(input));
    }

    /// How many faults there are so far.
    pub fn faults(&self) -> usize {
        self.violations.len()
    }

    /// The faults after the first `count`.
    pub fn faults_since(&self, count: usize) -> &[Violation] {
        self.violations.get(count..).unwrap_or_default()
    }

    /// How many steps below the payload this is.
    pub fn depth(&self) -> usize {
        self.steps.len()
    }

    /// Forgets the faults after the first `count`: an arm of a union was tried and did not fit.
    pub fn forget_since(&mut self, count: usize) {
        self.violations.truncate(count);
    }

    /// The faults.
    pub fn into_violations(self) -> Vec<Violation> {
        self.violations
    }
}

/// A fault without its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// The kind, as in [`Violation`].
    pub r#type: &'static str,
    /// The sentence, as in [`Violation`].
    pub msg: String,
    /// The limit, as in [`Violation`].
    pub ctx: Map<String, Value>,
    /// What the limit rests on.
    pub basis: Option<String>,
}

impl Issue {
    /// A fault that crossed no stated limit.
    pub fn new(r#type: &'static str, msg: impl Into<String>) -> Self {
        Self { r#type, msg: msg.into(), ctx: Map::new(), basis: None }
    }

    /// The same fault with the limit that was crossed and what that limit rests on.
    #[must_use]
    pub fn limit(mut self, name: &str, limit: impl Into<Value>, basis: Option<String>) -> Self {
        self.ctx.insert(name.to_owned(), limit.into());
        self.basis = basis;
        self
    }

    /// The fault of the value `input` at `loc`.
    pub fn at(self, loc: Vec<Step>, input: Option<Value>) -> Violation {
        let Self { r#type, msg, ctx, basis } = self;
        Violation { loc, msg, r#type: Cow::Borrowed(r#type), ctx, input, basis }
    }
}

/// The JSON form of a value, or every reason why it has none. A file that is yet to be uploaded is a reason.
pub fn to_json<T: JsonCodec>(value: &T) -> Result<Value, Vec<Violation>> {
    let (json, files) = to_json_and_files(value)?;
    if files.is_empty() { Ok(json) } else { Err(files.into_iter().map(|file| file.fault).collect()) }
}

/// The JSON form of a value and the files whose URLs are still missing in it.
pub(crate) fn to_json_and_files<T: JsonCodec>(value: &T) -> Result<(Value, Vec<LocalFile>), Vec<Violation>> {
    let mut context = Context::default();
    let json = value.encode(&mut context);
    if context.violations.is_empty() { Ok((json, context.files)) } else { Err(context.violations) }
}

/// The value of a JSON form, or every fault of that form.
pub fn from_json<T: JsonCodec>(json: &Value) -> Result<T, Vec<Violation>> {
    let mut context = Context::default();
    match T::decode(json, &mut context) {
        Some(value) if context.violations.is_empty() => Ok(value),
        _ => Err(context.violations),
    }
}

/// Every fault of a JSON form.
pub fn violations<T: JsonCodec>(json: &Value) -> Vec<Violation> {
    from_json::<T>(json).err().unwrap_or_default()
}

/// `Serialize` of a generated type.
pub fn serialize<T: JsonCodec, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    to_json(value).map_err(|faults| ser::Error::custom(sentence(&faults)))?.serialize(serializer)
}

/// `Deserialize` of a generated type.
pub fn deserialize<'de, T: JsonCodec, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    from_json(&Value::deserialize(deserializer)?).map_err(|faults| de::Error::custom(sentence(&faults)))
}

/// All faults in one line.
pub fn sentence(faults: &[Violation]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
