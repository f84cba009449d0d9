//! The description of a change. `impact` describes what it means for programs.

use super::change::{Change, ChangeKind, ChangeValue};
use crate::ir::Direction;

impl Change {
    /// Returns the change as a sentence without full stop, e.g. "limit of `crew` tightened".
    pub fn describe(&self) -> String {
        let subject = self.subject();
        match self.kind {
            ChangeKind::EndpointAdded => "endpoint added".to_owned(),
            ChangeKind::EndpointRemoved => "endpoint removed".to_owned(),
            ChangeKind::EndpointMoved => self.before_and_after("module renamed"),
            ChangeKind::EndpointDeprecated => "endpoint deprecated".to_owned(),
            ChangeKind::EndpointRestored => "endpoint no longer deprecated".to_owned(),
            ChangeKind::FeatureAdded => format!("also turned on by the feature {}", self.after()),
            ChangeKind::FeatureRemoved => format!("no longer turned on by the feature {}", self.before()),
            ChangeKind::TransportChanged => self.before_and_after("transport changed"),
            ChangeKind::OperationChanged => self.before_and_after("operation changed"),
            ChangeKind::FieldAdded if self.compat.is_breaking() => format!("required field {subject} added"),
            ChangeKind::FieldAdded => format!("optional field {subject} added"),
            ChangeKind::FieldRemoved => format!("field {subject} removed"),
            ChangeKind::FieldRequired => format!("{subject} is required now"),
            ChangeKind::FieldOptional => format!("{subject} is optional now"),
            ChangeKind::FieldRenamed => self.before_and_after(&format!("field {subject} renamed in Rust")),
            ChangeKind::SetterRenamed => self.before_and_after(&format!("setter of {subject} renamed")),
            ChangeKind::FieldDeprecated => format!("{subject} deprecated"),
            ChangeKind::FieldRestored => format!("{subject} no longer deprecated"),
            ChangeKind::ArgumentOrder => self.before_and_after("order of required fields changed"),
            ChangeKind::ExtraAdded => format!("{subject} keeps unknown properties"),
            ChangeKind::ExtraRemoved => format!("{subject} no longer keeps unknown properties"),
            ChangeKind::DefaultAdded => format!("default of {subject} documented: {}", self.after()),
            ChangeKind::DefaultChanged => self.before_and_after(&format!("default of {subject} changed")),
            ChangeKind::DefaultRemoved => format!("default of {subject} no longer documented: {}", self.before()),
            ChangeKind::NullAllowed => format!("{subject} accepts `null`"),
            ChangeKind::NullDisallowed => format!("{subject} no longer accepts `null`"),
            ChangeKind::NullChanged => self.before_and_after(&format!("meaning of `null` in {subject} changed")),
            ChangeKind::TypeChanged => self.before_and_after(&format!("type of {subject} changed")),
            ChangeKind::TypeRenamed => self.before_and_after(&format!("type of {subject} renamed")),
            ChangeKind::TypesDiverged => format!("type of {subject} is no longer the same as {}", self.before()),
            ChangeKind::TypesUnified => format!("type of {subject} is now the same as {}", self.after()),
            ChangeKind::VariantAdded => format!("variant of {subject} added: {}", self.after()),
            ChangeKind::VariantRemoved => format!("variant of {subject} removed: {}", self.before()),
            ChangeKind::VariantChanged => self.before_and_after(&format!("variant of {subject} selected by")),
            ChangeKind::LimitAdded => format!("limit of {subject} added: {}", self.after()),
            ChangeKind::LimitRemoved => format!("limit of {subject} removed: {}", self.before()),
            ChangeKind::LimitTightened => self.before_and_after(&format!("limit of {subject} tightened")),
            ChangeKind::LimitLoosened => self.before_and_after(&format!("limit of {subject} loosened")),
            ChangeKind::ValueAdded => format!("value of {subject} added: {}", self.after()),
            ChangeKind::ValueRemoved => format!("value of {subject} removed: {}", self.before()),
            ChangeKind::ValueRenamed => self.before_and_after(&format!("variant of {subject} renamed in Rust")),
            ChangeKind::EnumOpened => format!("{subject} accepts unlisted values"),
            ChangeKind::EnumClosed => format!("{subject} no longer accepts unlisted values"),
            ChangeKind::LimitChanged => self.before_and_after(&format!("limit of {subject} changed")),
        }
    }

    fn before(&self) -> String {
        code(self.before.as_ref())
    }

    fn after(&self) -> String {
        code(self.after.as_ref())
    }

    fn before_and_after(&self, subject: &str) -> String {
        format!("{subject}: {}, was {}", self.after(), self.before())
    }

    /// Returns the changed value: ``crew``, or the request or response as a whole.
    fn subject(&self) -> String {
        match (self.direction, self.field.as_str()) {
            (None, _) => "the endpoint".to_owned(),
            (Some(Direction::Request), "") => "the request".to_owned(),
            (Some(Direction::Response), "") => "the response".to_owned(),
            (Some(Direction::Request), field) => format!("`{field}`"),
            (Some(Direction::Response), field) => format!("`{field}` of the response"),
        }
    }
}

/// Returns the value as a code span on one line.
fn code(value: Option<&ChangeValue>) -> String {
    let code = |value: &ChangeValue| format!("`{}`", value.text.replace('`', "'").replace(['\n', '\r'], " "));
    value.map_or_else(|| "nothing".to_owned(), code)
}
