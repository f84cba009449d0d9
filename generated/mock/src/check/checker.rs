//! Where a check is in the payload, and what it has found so far. What is a fault is for its siblings to say.

use serde_json::{Map, Value};

use super::Violation;

/// A walk over a payload.
pub(super) struct Checker {
    /// The way to the value; the first step is `body`.
    pub(super) loc: Vec<Value>,
    pub(super) found: Vec<Violation>,
}

/// A fault without its place.
#[derive(Debug)]
pub(super) struct Issue {
    r#type: &'static str,
    msg: String,
    ctx: Map<String, Value>,
}

impl Issue {
    /// A fault that crossed no limit.
    pub(super) fn new(r#type: &'static str, msg: impl Into<String>) -> Self {
        Self { r#type, msg: msg.into(), ctx: Map::new() }
    }

    /// The same with the limit that was crossed, under the name that pydantic has for it.
    pub(super) fn limit(mut self, name: &str, limit: impl Into<Value>) -> Self {
        self.ctx.insert(name.to_owned(), limit.into());
        self
    }
}

impl Checker {
    pub(super) fn new() -> Self {
        Self { loc: vec![Value::from("body")], found: Vec::new() }
    }

    /// Does something one step further down.
    pub(super) fn nested(&mut self, step: impl Into<Value>, check: impl FnOnce(&mut Self)) {
        self.loc.push(step.into());
        check(self);
        self.loc.pop();
    }

    /// Tells a fault of the value here.
    pub(super) fn report(&mut self, fault: Issue, input: &Value) {
        let Issue { r#type, msg, ctx } = fault;
        self.found.push(Violation { loc: self.loc.clone(), msg, r#type, ctx, input: input.clone() });
    }

    /// Tells a fault of the value here, where there is one.
    pub(super) fn report_any(&mut self, fault: Option<Issue>, input: &Value) {
        if let Some(fault) = fault {
            self.report(fault, input);
        }
    }

    /// Tells that the value here is of the wrong JSON type.
    pub(super) fn report_type(&mut self, r#type: &'static str, expected: &str, input: &Value) {
        self.report(Issue::new(r#type, format!("Input should be {expected}")), input);
    }
}
