//! State of a validation: the current location and the violations found so far.

use serde_json::{Map, Value};

use super::Violation;

/// Traverses a payload and collects violations.
pub(super) struct Checker {
    /// Path to the current value; the first step is `body`.
    pub(super) loc: Vec<Value>,
    pub(super) found: Vec<Violation>,
}

/// A violation without its location and value.
#[derive(Debug)]
pub(super) struct Issue {
    r#type: &'static str,
    msg: String,
    ctx: Map<String, Value>,
}

impl Issue {
    /// Creates an issue without a limit.
    pub(super) fn new(r#type: &'static str, msg: impl Into<String>) -> Self {
        Self { r#type, msg: msg.into(), ctx: Map::new() }
    }

    /// Adds the violated limit under pydantic's name for it.
    pub(super) fn limit(mut self, name: &str, limit: impl Into<Value>) -> Self {
        self.ctx.insert(name.to_owned(), limit.into());
        self
    }
}

impl Checker {
    pub(super) fn new() -> Self {
        Self { loc: vec![Value::from("body")], found: Vec::new() }
    }

    /// Runs a check with the location extended by one step.
    pub(super) fn nested(&mut self, step: impl Into<Value>, check: impl FnOnce(&mut Self)) {
        self.loc.push(step.into());
        check(self);
        self.loc.pop();
    }

    /// Reports an issue at the current location.
    pub(super) fn report(&mut self, issue: Issue, input: &Value) {
        let Issue { r#type, msg, ctx } = issue;
        self.found.push(Violation { loc: self.loc.clone(), msg, r#type, ctx, input: input.clone() });
    }

    /// Reports an issue at the current location, if there is one.
    pub(super) fn report_any(&mut self, issue: Option<Issue>, input: &Value) {
        if let Some(issue) = issue {
            self.report(issue, input);
        }
    }

    /// Reports a wrong JSON type at the current location.
    pub(super) fn report_type(&mut self, r#type: &'static str, expected: &str, input: &Value) {
        self.report(Issue::new(r#type, format!("Input should be {expected}")), input);
    }
}
